using Mien.Core;

namespace Mien.Imaging;

/// <summary>
/// Moves pixels. Every function returns a new picture and leaves its argument alone; equal arguments give equal bytes.
/// The arithmetic is OpenCV's, so results agree with cv2 and with Albumentations.
/// </summary>
public static partial class Geometry
{
    // OpenCV addresses pixels of a warp with 16-bit numbers.
    private const int MaxWarpSide = short.MaxValue - 1;

    /// <summary>The picture resampled to another size.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels, at least 1.</param>
    /// <param name="height">New height in pixels, at least 1.</param>
    /// <param name="interpolation">Area for shrinking, linear or cubic for enlarging.</param>
    /// <remarks>Area means and linear work where OpenCV is missing.</remarks>
    public static Image Resize(Image image, int width, int height, Interpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Resampler.Resize(image, width, height, interpolation);
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
        CheckCrop(image, x, y, width, height);
        var result = new Image(width, height, image.Channels);
        Crop(image, x, y, result);
        return result;
    }

    /// <summary>Mirrored left to right.</summary>
    public static Image FlipHorizontal(Image image) => Flip(image, axis: 1);

    /// <summary>Mirrored upside down.</summary>
    public static Image FlipVertical(Image image) => Flip(image, axis: 0);

    /// <summary>Mirrored at the diagonal: rows become columns.</summary>
    public static Image Transpose(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Image(image.Height, image.Width, image.Channels);
        Transpose(image, result);
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
        WarpAffine(image, matrix, result, interpolation, border, fill.ForChannels(image.Channels));
        return result;
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

    // cv::InterpolationFlags
    internal static int Number(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Nearest => 0,
        Interpolation.Linear => 1,
        Interpolation.Cubic => 2,
        Interpolation.Area => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Expected nearest, linear, cubic or area."),
    };
}
