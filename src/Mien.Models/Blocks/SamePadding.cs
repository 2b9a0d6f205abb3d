using Mien.Torch;

namespace Mien.Models.Blocks;

/// <summary>
/// The "same" border of TensorFlow, with which a convolution gives ceil(size / stride): where the border is uneven, the wider half comes
/// after the picture.
/// </summary>
internal static class SamePadding
{
    /// <summary>(N, C, H, W) with the border of zeros that a convolution without padding of its own then needs.</summary>
    public static Tensor Apply(Tensor input, int kernelSize, int stride)
    {
        var (top, bottom) = Border(input.Size(2), kernelSize, stride);
        var (left, right) = Border(input.Size(3), kernelSize, stride);
        return input.Pad(left, right, top, bottom);
    }

    /// <summary>Zeros before and after a side of this size.</summary>
    public static (long Before, long After) Border(long size, int kernelSize, int stride)
    {
        var outputs = (size + stride - 1) / stride;
        var total = Math.Max(((outputs - 1) * stride) + kernelSize - size, 0);
        return (total / 2, total - (total / 2));
    }
}
