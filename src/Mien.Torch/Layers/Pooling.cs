namespace Mien.Torch;

/// <summary>The largest value of each window of (N, C, H, W).</summary>
/// <param name="kernelSize">Side of the window.</param>
/// <param name="stride">Step; 0, the default, takes the side of the window.</param>
/// <param name="padding">Border that never wins, at most half the window.</param>
/// <param name="ceilMode">Whether a last, incomplete window counts.</param>
public sealed class MaxPool2d(long kernelSize, long stride = 0, long padding = 0, bool ceilMode = false) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Functional.MaxPool2d(input, kernelSize, stride, padding, ceilMode);
}

/// <summary>Means over a grid of windows that covers the picture: (N, C, H, W) to (N, C, size, size).</summary>
/// <param name="outputSize">Side of the grid; 1 is global average pooling.</param>
public sealed class AdaptiveAvgPool2d(long outputSize = 1) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Functional.AdaptiveAvgPool2d(input, outputSize);
}

/// <summary>The mean of each window of (N, C, H, W).</summary>
/// <param name="kernelSize">Side of the window.</param>
/// <param name="stride">Step; 0, the default, takes the side of the window.</param>
/// <param name="padding">Border of zeros, at most half the window.</param>
/// <param name="ceilMode">Whether a last, incomplete window counts.</param>
/// <param name="countPadding">Whether the border counts in the mean (default, as in PyTorch).</param>
public sealed class AvgPool2d(long kernelSize, long stride = 0, long padding = 0, bool ceilMode = false, bool countPadding = true) : Module
{
    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Functional.AvgPool2d(input, kernelSize, stride, padding, ceilMode, countPadding);
}
