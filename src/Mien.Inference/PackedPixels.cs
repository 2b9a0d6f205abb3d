using Mien.Imaging;

namespace Mien.Inference;

/// <summary>Takes over pixels that somebody else decoded.</summary>
internal static class PackedPixels
{
    private const int Channels = 3;

    /// <exception cref="ArgumentException">There are fewer bytes than the sizes say.</exception>
    public static Image ToImage(ReadOnlySpan<byte> rgb, int width, int height, int strideBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var row = (long)width * Channels;
        var stride = strideBytes == 0 ? row : strideBytes;
        if (stride < row || rgb.Length < ((height - 1) * stride) + row)
        {
            throw new ArgumentException(
                $"Expected {height} rows of {width} RGB pixels, {row} bytes each, {stride} bytes from one to the next, but got {rgb.Length} bytes.", nameof(rgb));
        }

        var image = new Image(width, height, Channels);
        for (var y = 0; y < height; y++)
        {
            rgb.Slice(checked((int)(y * stride)), (int)row).CopyTo(image.Row(y));
        }

        return image;
    }
}
