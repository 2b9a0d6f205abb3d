using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>
/// Moves pixels. Every function returns a new picture and leaves its argument alone; equal arguments give equal bytes.
/// The arithmetic is OpenCV's, so results agree with cv2 and with Albumentations.
/// </summary>
public static class Geometry
{
    // OpenCV addresses pixels of a warp with 16-bit numbers.
    private const int MaxWarpSide = short.MaxValue - 1;

    /// <summary>The picture resampled to another size.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels, at least 1.</param>
    /// <param name="height">New height in pixels, at least 1.</param>
    /// <param name="interpolation">Area for shrinking, linear or cubic for enlarging.</param>
    public static Image Resize(Image image, int width, int height, Interpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Image(width, height, image.Channels);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_resize(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, width, height, Number(interpolation)));
        return result;
    }

    /// <summary>A rectangle of the picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="x">Left edge in pixels.</param>
    /// <param name="y">Upper edge in pixels.</param>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <exception cref="ArgumentException">The rectangle is not inside the picture.</exception>
    public static Image Crop(Image image, int x, int y, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (x < 0 || y < 0 || width < 1 || height < 1 || x > image.Width - width || y > image.Height - height)
        {
            throw new ArgumentException($"Expected a rectangle inside {image.Width}x{image.Height} pixels but got {width}x{height} at ({x}, {y}).");
        }

        var result = new Image(width, height, image.Channels);
        for (var row = 0; row < height; row++)
        {
            image.Row(y + row).Slice(x * image.Channels, width * image.Channels).CopyTo(result.Row(row));
        }

        return result;
    }

    /// <summary>Mirrored left to right.</summary>
    public static Image FlipHorizontal(Image image) => Flip(image, axis: 1);

    /// <summary>Mirrored left to right, written over <paramref name="result"/>, which has the same size and channels.</summary>
    /// <exception cref="ArgumentException">The result is of another size, or the picture itself.</exception>
    public static void FlipHorizontal(Image image, Image result) => Flip(image, result, axis: 1);

    /// <summary>Mirrored upside down.</summary>
    public static Image FlipVertical(Image image) => Flip(image, axis: 0);

    /// <summary>Mirrored at the diagonal: rows become columns.</summary>
    public static Image Transpose(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Image(image.Height, image.Width, image.Channels);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_transpose(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels));
        return result;
    }

    /// <summary>Turned by quarter turns clockwise.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="turns">Quarter turns; negative ones turn counter-clockwise.</param>
    public static Image Rotate90(Image image, int turns)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (turns & 3) switch
        {
            1 => FlipHorizontal(Transpose(image)),
            2 => Flip(image, axis: -1),
            3 => FlipVertical(Transpose(image)),
            _ => image.Clone(),
        };
    }

    /// <summary>Moves every pixel by an affine map.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="matrix">
    /// Six numbers a b c d e f that take a source pixel to its target: (x, y) -> (a x + b y + c, d x + e y + f), pixel centres at
    /// whole numbers. This is the matrix that cv2.warpAffine takes without WARP_INVERSE_MAP.
    /// </param>
    /// <param name="width">Width of the result in pixels, 1..32766.</param>
    /// <param name="height">Height of the result in pixels, 1..32766.</param>
    /// <param name="interpolation">Nearest, linear or cubic.</param>
    /// <param name="border">What lies beyond the source's edge.</param>
    /// <param name="fill">The colour of a constant border.</param>
    /// <exception cref="ArgumentException">The matrix has not six finite numbers, cannot be inverted, or the interpolation is area.</exception>
    public static Image WarpAffine(
        Image image, ReadOnlySpan<double> matrix, int width, int height, Interpolation interpolation, BorderMode border, Rgb fill = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Image(width, height, image.Channels);
        WarpAffine(image, matrix, result, interpolation, border, fill);
        return result;
    }

    /// <summary>
    /// Moves every pixel by an affine map and writes over <paramref name="result"/>, whose size is that of the result; for
    /// loops that reuse their pictures. See the other overload.
    /// </summary>
    /// <exception cref="ArgumentException">As for the other overload; or the result has other channels, or is the picture itself.</exception>
    public static void WarpAffine(
        Image image, ReadOnlySpan<double> matrix, Image result, Interpolation interpolation, BorderMode border, Rgb fill = default)
    {
        CheckResult(image, result);
        CheckWarp(image, matrix, result.Width, result.Height, interpolation);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_warp_affine(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, result.Width, result.Height, matrix, Number(interpolation),
            (int)border, fill.ForChannels(image.Channels)));
    }

    private static void CheckWarp(Image image, ReadOnlySpan<double> matrix, int width, int height, Interpolation interpolation)
    {
        if (matrix.Length != 6)
        {
            throw new ArgumentException($"Expected the 6 numbers of a 2x3 matrix but got {matrix.Length}.", nameof(matrix));
        }

        // NaN and infinity make the determinant NaN or infinite too.
        var determinant = matrix[0] * matrix[4] - matrix[1] * matrix[3];
        if (!double.IsFinite(determinant) || determinant == 0 || !double.IsFinite(matrix[2]) || !double.IsFinite(matrix[5]))
        {
            throw new ArgumentException($"Expected a map that can be inverted but got [{string.Join(", ", matrix.ToArray())}].", nameof(matrix));
        }

        if (interpolation == Interpolation.Area)
        {
            throw new ArgumentException("A warp takes nearest, linear or cubic interpolation; area means exist for resizing alone.", nameof(interpolation));
        }

        if (Math.Max(Math.Max(width, height), Math.Max(image.Width, image.Height)) > MaxWarpSide)
        {
            throw new ArgumentException($"A warp takes sides of at most {MaxWarpSide} pixels but got {image.Width}x{image.Height} to {width}x{height}.");
        }
    }

    private static Image Flip(Image image, int axis)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Image(image.Width, image.Height, image.Channels);
        Flip(image, result, axis);
        return result;
    }

    private static void Flip(Image image, Image result, int axis)
    {
        CheckResult(image, result);
        if (result.Width != image.Width || result.Height != image.Height)
        {
            throw new ArgumentException($"Expected a result of {image} but got {result}.", nameof(result));
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_flip(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, axis));
    }

    private static void CheckResult(Image image, Image result)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(result);
        if (result.Channels != image.Channels || ReferenceEquals(result.Pixels, image.Pixels))
        {
            throw new ArgumentException($"Expected another picture of {image.Channels} channels to write into but got {result}.", nameof(result));
        }
    }

    // cv::InterpolationFlags
    private static int Number(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Nearest => 0,
        Interpolation.Linear => 1,
        Interpolation.Cubic => 2,
        Interpolation.Area => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Expected nearest, linear, cubic or area."),
    };
}
