namespace Mien.Torch;

/// <summary>In training, zeroes elements with a probability and scales the others by 1 / (1 - probability); else the input unchanged.</summary>
/// <remarks>
/// Draws from libtorch's generator: set it with <see cref="TorchRuntime.ManualSeed"/> before each step to make a run repeatable and
/// resumable. Srivastava et al. 2014, JMLR 15.
/// </remarks>
public sealed class Dropout : Module
{
    /// <param name="probability">Share of elements that are zeroed, in [0, 1].</param>
    public Dropout(double probability = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        Probability = probability;
    }

    /// <summary>Share of elements that are zeroed.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Functional.Dropout(input, Probability, Training);
}
