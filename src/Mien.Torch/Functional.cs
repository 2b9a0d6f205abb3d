using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>The operations behind the layers and losses, as functions of tensors. Pictures are (N, C, H, W).</summary>
public static class Functional
{
    /// <summary>Two-dimensional convolution (cross-correlation, as everywhere in the field).</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="weight">(K, C / groups, kernel height, kernel width).</param>
    /// <param name="bias">(K), or null.</param>
    /// <param name="stride">Step in both directions, at least 1.</param>
    /// <param name="padding">Zeros added on every side.</param>
    /// <param name="dilation">Distance between kernel elements, at least 1.</param>
    /// <param name="groups">Groups of channels that do not mix.</param>
    /// <returns>(N, K, H', W').</returns>
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, long stride = 1, long padding = 0, long dilation = 1, long groups = 1) =>
        Operators.Conv2d.Call(input, weight, bias, stride, padding, dilation, groups);

    /// <summary>input * weight' + bias over the last dimension.</summary>
    /// <param name="input">(..., I).</param>
    /// <param name="weight">(O, I).</param>
    /// <param name="bias">(O), or null.</param>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias) => Operators.Linear.Call(input, weight, bias);

    /// <summary>Batch normalisation over every dimension but the second.</summary>
    /// <param name="input">(N, C, ...).</param>
    /// <param name="weight">Scale (C), or null for 1.</param>
    /// <param name="bias">Shift (C), or null for 0.</param>
    /// <param name="runningMean">(C); updated in place when training.</param>
    /// <param name="runningVariance">(C); updated in place when training, with the sample variance.</param>
    /// <param name="training">Uses the batch's own moments (true) or the running ones (false).</param>
    /// <param name="momentum">Share of the batch in the running moments.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public static Tensor BatchNorm(
        Tensor input, Tensor? weight, Tensor? bias, Tensor? runningMean, Tensor? runningVariance, bool training, double momentum, double epsilon) =>
        BatchNormAct(input, weight, bias, runningMean, runningVariance, training, momentum, epsilon, residual: null, relu: false);

    /// <summary>Batch normalisation, then the sum with a residual, then ReLU, in training as one operation that spares memory traffic.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="weight">Scale (C), or null for 1.</param>
    /// <param name="bias">Shift (C), or null for 0.</param>
    /// <param name="runningMean">(C); updated in place when training.</param>
    /// <param name="runningVariance">(C); updated in place when training, with the sample variance.</param>
    /// <param name="training">Uses the batch's own moments (true) or the running ones (false).</param>
    /// <param name="momentum">Share of the batch in the running moments.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="residual">Of the shape of <paramref name="input"/>, or null.</param>
    /// <param name="relu">Whether negative sums become 0.</param>
    public static Tensor BatchNormAct(
        Tensor input,
        Tensor? weight,
        Tensor? bias,
        Tensor? runningMean,
        Tensor? runningVariance,
        bool training,
        double momentum,
        double epsilon,
        Tensor? residual,
        bool relu) =>
        Operators.BatchNormAct.Call(input, weight, bias, runningMean, runningVariance, training, momentum, epsilon, residual, relu);

    /// <summary>Normalises the last dimensions to mean 0 and variance 1, then scales and shifts each element.</summary>
    /// <param name="input">(..., S), where S is the shape of <paramref name="weight"/>.</param>
    /// <param name="weight">Scale.</param>
    /// <param name="bias">Shift, of the shape of <paramref name="weight"/>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <remarks>In mixed precision it is computed in the type of the weight, as PyTorch does on CUDA; libtorch 1.13 has no mixed one on the CPU.</remarks>
    public static Tensor LayerNorm(Tensor input, Tensor weight, Tensor bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weight);
        return Operators.LayerNorm.Call(input.To(weight.DType), weight.Shape.ToArray(), weight, bias, epsilon);
    }

    /// <summary>Attention of queries over keys: softmax(query * key' / sqrt(D) + bias) * value.</summary>
    /// <param name="query">(..., L, D).</param>
    /// <param name="key">(..., S, D).</param>
    /// <param name="value">(..., S, D).</param>
    /// <param name="bias">Added to the scores before the softmax; of a shape that fits (..., L, S). Null for none.</param>
    /// <returns>(..., L, D).</returns>
    /// <remarks>Vaswani et al. 2017, "Attention is all you need", NeurIPS.</remarks>
    public static Tensor ScaledDotProductAttention(Tensor query, Tensor key, Tensor value, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        var scores = (query * (1 / Math.Sqrt(query.Size(-1)))).MatMul(key.Transpose(-2, -1));
        return (bias is null ? scores : scores + bias).Softmax(-1).MatMul(value);
    }

    /// <summary>Deals the channels out anew, so that each group of the result has some of every group: (N, C, H, W) to (N, C, H, W).</summary>
    /// <remarks>Zhang et al. 2018, "ShuffleNet", CVPR.</remarks>
    public static Tensor ChannelShuffle(Tensor input, long groups)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (count, channels, height, width) = (input.Size(0), input.Size(1), input.Size(2), input.Size(3));
        return input.Reshape(count, groups, channels / groups, height, width).Transpose(1, 2).Reshape(count, channels, height, width);
    }

    /// <summary>The largest value of each window.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="kernelSize">Side of the window.</param>
    /// <param name="stride">Step; 0, the default, takes the side of the window.</param>
    /// <param name="padding">Border that never wins, at most half the window.</param>
    /// <param name="ceilMode">Whether a last, incomplete window counts.</param>
    public static Tensor MaxPool2d(Tensor input, long kernelSize, long stride = 0, long padding = 0, bool ceilMode = false) =>
        Operators.MaxPool2d.Call(input, kernelSize, stride == 0 ? kernelSize : stride, padding, 1, ceilMode);

    /// <summary>The mean of each window; parameters as for <see cref="MaxPool2d"/>.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="kernelSize">Side of the window.</param>
    /// <param name="stride">Step; 0, the default, takes the side of the window.</param>
    /// <param name="padding">Border of zeros.</param>
    /// <param name="ceilMode">Whether a last, incomplete window counts.</param>
    /// <param name="countPadding">Whether the border counts in the mean (default, as in PyTorch).</param>
    public static Tensor AvgPool2d(
        Tensor input, long kernelSize, long stride = 0, long padding = 0, bool ceilMode = false, bool countPadding = true) =>
        Operators.AvgPool2d.Call(input, kernelSize, stride == 0 ? kernelSize : stride, padding, ceilMode, countPadding);

    /// <summary>Means over a grid of equal windows that covers the picture.</summary>
    /// <returns>(N, C, outputSize, outputSize).</returns>
    public static Tensor AdaptiveAvgPool2d(Tensor input, long outputSize = 1) => Operators.AdaptiveAvgPool2d.Call(input, outputSize);

    /// <summary>What is at given places of each picture.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="places">x and y of each output pixel, (N, H', W', 2), on a scale from -1 to 1 over the outer edges of the corner pixels.</param>
    /// <param name="nearest">The nearest pixel instead of a mean of four.</param>
    /// <param name="border">What is beyond the edges.</param>
    /// <returns>(N, C, H', W').</returns>
    public static Tensor GridSample(Tensor input, Tensor places, bool nearest = false, GridBorder border = GridBorder.Zeros) =>
        Operators.GridSample.Call(input, places, nearest ? 1L : 0L, (long)border, false);

    /// <summary>In training, zeroes elements with a probability and scales the others up to keep the mean; else the input unchanged.</summary>
    /// <remarks>Draws from libtorch's generator; <see cref="TorchRuntime.ManualSeed"/> sets it.</remarks>
    public static Tensor Dropout(Tensor input, double probability, bool training) => Operators.Dropout.Call(input, probability, training);

    /// <summary>
    /// In training, zeroes whole samples with a probability and scales the others up to keep the mean ("row" mode); else the input unchanged.
    /// </summary>
    /// <param name="input">(N, ...).</param>
    /// <param name="probability">Share of samples that are zeroed, in [0, 1).</param>
    /// <param name="training">Whether anything is zeroed.</param>
    /// <remarks>Huang et al. 2016, "Deep networks with stochastic depth", ECCV. Draws from libtorch's generator, as <see cref="Dropout"/> does.</remarks>
    public static Tensor StochasticDepth(Tensor input, double probability, bool training)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!training || probability == 0)
        {
            return input;
        }

        long[] shape = [input.Size(0), .. Enumerable.Repeat(1L, input.Rank - 1)];
        var kept = Tensor.Empty(shape, input.DType, input.Device).BernoulliInPlace(1 - probability);
        return input * (kept / (1 - probability));
    }

    /// <summary>Cross-entropy of class scores against labels, as PyTorch defines it.</summary>
    /// <param name="logits">Scores before softmax, (N, K) or (N, K, ...).</param>
    /// <param name="targets">Labels in [0, K), Int64, (N) or (N, ...); or probabilities of the shape of <paramref name="logits"/>.</param>
    /// <param name="classWeights">(K), or null for equal weights. With <see cref="Reduction.Mean"/> the sum is divided by the weights of the labels.</param>
    /// <param name="labelSmoothing">Share of the target that is spread over all classes, in [0, 1].</param>
    /// <param name="ignoreIndex">A label whose samples do not count.</param>
    /// <param name="reduction">What becomes of the losses of the samples.</param>
    public static Tensor CrossEntropy(
        Tensor logits,
        Tensor targets,
        Tensor? classWeights = null,
        double labelSmoothing = 0,
        long ignoreIndex = -100,
        Reduction reduction = Reduction.Mean) =>
        Operators.CrossEntropy.Call(logits, targets, classWeights, (long)reduction, ignoreIndex, labelSmoothing);
}

/// <summary>What <see cref="Functional.GridSample"/> finds beyond the edges; the values are libtorch's.</summary>
public enum GridBorder
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The nearest pixel of the edge.</summary>
    Border = 1,

    /// <summary>The picture mirrored at its edges.</summary>
    Reflection = 2,
}

/// <summary>What becomes of the losses of the samples; the values are libtorch's.</summary>
public enum Reduction
{
    /// <summary>One loss per sample.</summary>
    None = 0,

    /// <summary>Their mean, weighted where samples have weights.</summary>
    Mean = 1,

    /// <summary>Their sum.</summary>
    Sum = 2,
}
