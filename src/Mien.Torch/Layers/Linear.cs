namespace Mien.Torch;

/// <summary>Fully connected layer: (..., I) to (..., O).</summary>
/// <remarks>Parameters "weight" (O, I) and, unless switched off, "bias" (O).</remarks>
public sealed class Linear : Module
{
    /// <param name="inputFeatures">I.</param>
    /// <param name="outputFeatures">O.</param>
    /// <param name="bias">Whether a bias is added.</param>
    public Linear(long inputFeatures, long outputFeatures, bool bias = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputFeatures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputFeatures, 1);
        Weight = Parameter("weight", Tensor.Zeros([outputFeatures, inputFeatures]));
        Bias = bias ? Parameter("bias", Tensor.Zeros([outputFeatures])) : null;
    }

    /// <summary>(O, I).</summary>
    public Tensor Weight { get; }

    /// <summary>(O), or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Functional.Linear(input, Weight, Bias);

    /// <inheritdoc/>
    protected override void ResetParameters(Initializer initializer)
    {
        initializer.KaimingUniform(Weight, "weight", Math.Sqrt(5));
        if (Bias is not null)
        {
            var limit = 1 / Math.Sqrt(Initializer.Fan(Weight, FanMode.FanIn));
            initializer.Uniform(Bias, "bias", -limit, limit);
        }
    }
}
