using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Two-dimensional convolution: (N, C, H, W) to (N, K, H', W').</summary>
/// <remarks>Parameters "weight" (K, C / groups, kernel height, kernel width) and, unless switched off, "bias" (K).</remarks>
public sealed class Conv2d : Module
{
    private readonly long[] _padding;

    /// <summary>A convolution with a square kernel.</summary>
    /// <param name="inputChannels">C.</param>
    /// <param name="outputChannels">K.</param>
    /// <param name="kernelSize">Side of the kernel.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="padding">Zeros added on every side.</param>
    /// <param name="dilation">Distance between kernel elements.</param>
    /// <param name="groups">Groups of channels that do not mix; divides both channel counts.</param>
    /// <param name="bias">Whether a bias is added.</param>
    public Conv2d(
        long inputChannels, long outputChannels, long kernelSize, long stride = 1, long padding = 0, long dilation = 1, long groups = 1, bool bias = true)
        : this(inputChannels, outputChannels, (kernelSize, kernelSize), (padding, padding), stride, dilation, groups, bias)
    {
    }

    /// <summary>A convolution with a kernel of any shape, such as 1 x 7.</summary>
    /// <param name="inputChannels">C.</param>
    /// <param name="outputChannels">K.</param>
    /// <param name="kernelSize">Height and width of the kernel.</param>
    /// <param name="padding">Zeros added above and below, and left and right.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="dilation">Distance between kernel elements.</param>
    /// <param name="groups">Groups of channels that do not mix; divides both channel counts.</param>
    /// <param name="bias">Whether a bias is added.</param>
    public Conv2d(
        long inputChannels,
        long outputChannels,
        (long Height, long Width) kernelSize,
        (long Height, long Width) padding = default,
        long stride = 1,
        long dilation = 1,
        long groups = 1,
        bool bias = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(kernelSize.Height, kernelSize.Width), 1, nameof(kernelSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        if (inputChannels % groups != 0 || outputChannels % groups != 0)
        {
            throw new ArgumentException($"Expected channel counts that {groups} groups divide but got {inputChannels} and {outputChannels}.");
        }

        (Stride, Dilation, Groups, _padding) = (stride, dilation, groups, [padding.Height, padding.Width]);
        Weight = Parameter("weight", Tensor.Zeros([outputChannels, inputChannels / groups, kernelSize.Height, kernelSize.Width]));
        Bias = bias ? Parameter("bias", Tensor.Zeros([outputChannels])) : null;
    }

    /// <summary>(K, C / groups, kernel height, kernel width).</summary>
    public Tensor Weight { get; }

    /// <summary>(K), or null.</summary>
    public Tensor? Bias { get; private set; }

    /// <summary>Step in both directions.</summary>
    public long Stride { get; }

    /// <summary>Zeros added above and below, and left and right.</summary>
    public (long Height, long Width) Padding => (_padding[0], _padding[1]);

    /// <summary>Distance between kernel elements.</summary>
    public long Dilation { get; }

    /// <summary>Groups of channels that do not mix.</summary>
    public long Groups { get; }

    /// <summary>
    /// Takes the evaluation-mode arithmetic of the batch norm that directly follows into weight and bias, for prediction: the norm
    /// passes its input on from now on. A convolution without bias gets one, so the state dict is no longer that of the architecture.
    /// </summary>
    /// <param name="norm">The norm that is the only user of this convolution's output.</param>
    /// <exception cref="InvalidOperationException">The norm was taken into a convolution before.</exception>
    public void Absorb(BatchNorm2d norm)
    {
        ArgumentNullException.ThrowIfNull(norm);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        norm.MarkAbsorbed();
        var scale = norm.Weight.To(DType.Float64) / (norm.RunningVariance.To(DType.Float64) + norm.Epsilon).Sqrt();
        var centre = Bias is null ? -norm.RunningMean.To(DType.Float64) : Bias.To(DType.Float64) - norm.RunningMean;
        var shift = (centre * scale) + norm.Bias;
        Weight.CopyFrom(Weight.To(DType.Float64) * scale.Reshape(-1, 1, 1, 1));
        if (Bias is null)
        {
            Bias = Parameter("bias", shift.To(Weight.DType).Clone());
        }
        else
        {
            Bias.CopyFrom(shift);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Operators.Conv2d.Call(input, Weight, Bias, Stride, _padding, Dilation, Groups);

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
