namespace Mien.Torch;

/// <summary>Layer normalisation of the last dimension: (..., C) to (..., C).</summary>
/// <remarks>Parameters "weight" and "bias" (C). Ba et al. 2016, "Layer normalization", arXiv:1607.06450.</remarks>
public class LayerNorm : Module
{
    /// <param name="features">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(long features, double epsilon = 1e-5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        Epsilon = epsilon;
        Weight = Parameter("weight", Tensor.Ones([features]));
        Bias = Parameter("bias", Tensor.Zeros([features]));
    }

    /// <summary>Scale (C).</summary>
    public Tensor Weight { get; }

    /// <summary>Shift (C).</summary>
    public Tensor Bias { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Functional.LayerNorm(input, Weight, Bias, Epsilon);

    /// <inheritdoc/>
    protected override void ResetParameters(Initializer initializer)
    {
        Initializer.Constant(Weight, 1);
        Initializer.Constant(Bias, 0);
    }
}

/// <summary>Layer normalisation over the channels of each place of (N, C, H, W).</summary>
/// <param name="channels">C.</param>
/// <param name="epsilon">Added to the variance.</param>
public sealed class LayerNorm2d(long channels, double epsilon = 1e-5) : LayerNorm(channels, epsilon)
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => base.Compute(input.Permute(0, 2, 3, 1)).Permute(0, 3, 1, 2);
}
