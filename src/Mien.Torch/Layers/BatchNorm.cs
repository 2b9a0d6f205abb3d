namespace Mien.Torch;

/// <summary>Batch normalisation of each channel; the second dimension of the input is the channels.</summary>
/// <remarks>
/// Parameters "weight" and "bias", buffers "running_mean", "running_var" (C each) and "num_batches_tracked" (a whole number).
/// Ioffe and Szegedy 2015, "Batch normalization", ICML.
/// </remarks>
public abstract class BatchNorm : Module
{
    /// <param name="channels">C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="momentum">Share of a batch in the running moments.</param>
    protected BatchNorm(long channels, double epsilon, double momentum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        (Epsilon, Momentum) = (epsilon, momentum);
        Weight = Parameter("weight", Tensor.Ones([channels]));
        Bias = Parameter("bias", Tensor.Zeros([channels]));
        RunningMean = Buffer("running_mean", Tensor.Zeros([channels]));
        RunningVariance = Buffer("running_var", Tensor.Ones([channels]));
        BatchesTracked = Buffer("num_batches_tracked", Tensor.Zeros([], DType.Int64));
    }

    /// <summary>Scale (C).</summary>
    public Tensor Weight { get; }

    /// <summary>Shift (C).</summary>
    public Tensor Bias { get; }

    /// <summary>Running mean (C), used in evaluation.</summary>
    public Tensor RunningMean { get; }

    /// <summary>Running variance (C), used in evaluation.</summary>
    public Tensor RunningVariance { get; }

    /// <summary>Training batches seen, a whole number without dimensions.</summary>
    public Tensor BatchesTracked { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Share of a batch in the running moments.</summary>
    public double Momentum { get; }

    /// <summary>Whether a convolution does this norm's work (<see cref="Conv2d.Absorb"/>); the norm can then no longer train.</summary>
    public bool IsAbsorbed { get; private set; }

    internal void MarkAbsorbed() => IsAbsorbed = IsAbsorbed
        ? throw new InvalidOperationException("Expected a batch norm of its own but this one is part of a convolution already.")
        : true;

    /// <summary>
    /// ReLU of the sum of the norm's output and a residual: <c>relu.Forward(norm.Forward(input) + residual)</c>. In training it is one
    /// operation, which spares half of the memory traffic; observers of the two modules then see nothing.
    /// </summary>
    /// <param name="relu">The module that evaluation runs.</param>
    /// <param name="input">(N, C, ...); evaluation may overwrite it.</param>
    /// <param name="residual">Of the same shape, or null for none.</param>
    public Tensor ForwardRelu(Relu relu, Tensor input, Tensor? residual = null)
    {
        ArgumentNullException.ThrowIfNull(relu);
        if (Training)
        {
            return Normalise(input, residual, relu: true);
        }

        var output = Forward(input);
        if (residual is not null)
        {
            output += residual;
        }

        return relu.Forward(output);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => IsAbsorbed && !Training ? input : Normalise(input, residual: null, relu: false);

    private Tensor Normalise(Tensor input, Tensor? residual, bool relu)
    {
        if (IsAbsorbed)
        {
            throw new InvalidOperationException("A batch norm that is part of a convolution cannot train; build the model anew and load its weights.");
        }

        if (Training)
        {
            BatchesTracked.AddInPlace(1);
        }

        return Functional.BatchNormAct(input, Weight, Bias, RunningMean, RunningVariance, Training, Momentum, Epsilon, residual, relu);
    }

    /// <inheritdoc/>
    protected override void ResetParameters(Initializer initializer)
    {
        Initializer.Constant(Weight, 1);
        Initializer.Constant(Bias, 0);
        Initializer.Constant(RunningMean, 0);
        Initializer.Constant(RunningVariance, 1);
        Initializer.Constant(BatchesTracked, 0);
    }
}

/// <summary>Batch normalisation of each channel of (N, C, H, W).</summary>
/// <param name="channels">C.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="momentum">Share of a batch in the running moments.</param>
public sealed class BatchNorm2d(long channels, double epsilon = 1e-5, double momentum = 0.1) : BatchNorm(channels, epsilon, momentum);

/// <summary>Batch normalisation of each feature of (N, C).</summary>
/// <param name="features">C.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="momentum">Share of a batch in the running moments.</param>
public sealed class BatchNorm1d(long features, double epsilon = 1e-5, double momentum = 0.1) : BatchNorm(features, epsilon, momentum);
