namespace Mien.Torch;

/// <summary>In training, zeroes whole samples with a probability and scales the others by 1 / (1 - probability); else the input unchanged.</summary>
/// <remarks>
/// Stands on the branch beside a shortcut, so that a block is skipped for some samples. Draws from libtorch's generator, as
/// <see cref="Dropout"/> does. Huang et al. 2016, "Deep networks with stochastic depth", ECCV.
/// </remarks>
public sealed class StochasticDepth : Module
{
    /// <param name="probability">Share of samples that are zeroed, in [0, 1).</param>
    public StochasticDepth(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        Probability = probability;
    }

    /// <summary>Share of samples that are zeroed.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Functional.StochasticDepth(input, Probability, Training);
}
