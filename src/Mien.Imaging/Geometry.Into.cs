using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

// The same functions for loops that reuse their pictures: each writes over a given result, whose size is that of the outcome.
// All throw ArgumentException when the result has another size or other channels than needed, or is the picture itself.
public static partial class Geometry
{
    /// <summary>The picture resampled to the size of <paramref name="result"/>.</summary>
    public static void Resize(Image image, Image result, Interpolation interpolation)
    {
        CheckResult(image, result);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_resize(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, result.Width, result.Height, Number(interpolation)));
    }

    /// <summary>The rectangle of the size of <paramref name="result"/> that begins at (x, y).</summary>
    public static void Crop(Image image, int x, int y, Image result)
    {
        CheckResult(image, result);
        CheckCrop(image, x, y, result.Width, result.Height);
        for (var row = 0; row < result.Height; row++)
        {
            image.Row(y + row).Slice(x * image.Channels, result.Width * image.Channels).CopyTo(result.Row(row));
        }
    }

    /// <summary>Mirrored left to right.</summary>
    public static void FlipHorizontal(Image image, Image result) => Flip(image, result, axis: 1);

    /// <summary>Mirrored upside down.</summary>
    public static void FlipVertical(Image image, Image result) => Flip(image, result, axis: 0);

    /// <summary>Turned by half a turn.</summary>
    public static void Rotate180(Image image, Image result) => Flip(image, result, axis: -1);

    /// <summary>Mirrored at the diagonal: rows become columns.</summary>
    public static void Transpose(Image image, Image result)
    {
        CheckResult(image, result);
        if (result.Width != image.Height || result.Height != image.Width)
        {
            throw new ArgumentException($"Expected a result of {image.Height}x{image.Width} pixels but got {result}.", nameof(result));
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_transpose(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels));
    }

    /// <summary>Widened to the size of <paramref name="result"/>: the picture begins at (left, top), and the border goes all around it.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="left">Columns to the left of the picture.</param>
    /// <param name="top">Rows above the picture.</param>
    /// <param name="result">At least as large as the picture beside its left and upper border.</param>
    /// <param name="border">What the border shows.</param>
    /// <param name="fill">A constant border's value for each of three channels, of which a grey picture takes the first; nothing is black.</param>
    public static void Pad(Image image, int left, int top, Image result, BorderMode border, ReadOnlySpan<byte> fill = default)
    {
        CheckResult(image, result);
        if (left < 0 || top < 0 || left > result.Width - image.Width || top > result.Height - image.Height)
        {
            throw new ArgumentException($"Expected room for {image} at ({left}, {top}) but got {result}.", nameof(result));
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_pad(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, result.Width, result.Height, left, top, (int)border, Fill(fill)));
    }

    /// <summary>Moves every pixel by an affine map; see the other overload.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="matrix">Six numbers that take a source pixel to its target.</param>
    /// <param name="result">Of any size that a warp takes.</param>
    /// <param name="interpolation">Nearest, linear or cubic.</param>
    /// <param name="border">What lies beyond the source's edge.</param>
    /// <param name="fill">A constant border's value for each of three channels, of which a grey picture takes the first; nothing is black.</param>
    public static void WarpAffine(
        Image image, ReadOnlySpan<double> matrix, Image result, Interpolation interpolation, BorderMode border, ReadOnlySpan<byte> fill = default)
    {
        CheckResult(image, result);
        CheckWarp(image, matrix, result.Width, result.Height, interpolation);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_warp_affine(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, result.Width, result.Height, matrix, Number(interpolation),
            (int)border, Fill(fill)));
    }

    /// <summary>Another picture of the same channels and, if asked, of the same size.</summary>
    internal static void CheckResult(Image image, Image result, bool sameSize = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Channels != image.Channels || ReferenceEquals(result.Pixels, image.Pixels))
        {
            throw new ArgumentException($"Expected another picture of {image.Channels} channels to write into but got {result}.", nameof(result));
        }

        if (sameSize && (result.Width != image.Width || result.Height != image.Height))
        {
            throw new ArgumentException($"Expected a result of {image} but got {result}.", nameof(result));
        }
    }

    internal static ReadOnlySpan<byte> Fill(ReadOnlySpan<byte> fill) => fill.Length switch
    {
        0 => [0, 0, 0],
        3 => fill,
        _ => throw new ArgumentException($"Expected a fill of 3 values, one for each channel, but got {fill.Length}.", nameof(fill)),
    };

    private static void CheckCrop(Image image, int x, int y, int width, int height)
    {
        if (x < 0 || y < 0 || width < 1 || height < 1 || x > image.Width - width || y > image.Height - height)
        {
            throw new ArgumentException($"Expected a rectangle inside {image.Width}x{image.Height} pixels but got {width}x{height} at ({x}, {y}).");
        }
    }

    private static void Flip(Image image, Image result, int axis)
    {
        CheckResult(image, result, sameSize: true);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_flip(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, axis));
    }
}
