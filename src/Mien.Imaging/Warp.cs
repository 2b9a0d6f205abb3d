using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>Moves pixels by maps that are not affine; affine ones are in <see cref="Geometry"/>. The arithmetic is OpenCV's.</summary>
public static class Warp
{
    /// <summary>Moves every pixel by a perspective map.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="matrix">Nine numbers, row by row, that take a source pixel to its target in homogeneous coordinates.</param>
    /// <param name="result">Is written over; of any size, another picture of the same channels.</param>
    /// <param name="interpolation">Nearest, linear or cubic.</param>
    /// <param name="border">What lies beyond the source's edge.</param>
    /// <param name="fill">A constant border's value for each of three channels, of which a grey picture takes the first; nothing is black.</param>
    /// <exception cref="ArgumentException">The matrix has not nine finite numbers, or the result does not fit.</exception>
    public static void Perspective(
        Image image, ReadOnlySpan<double> matrix, Image result, Interpolation interpolation, BorderMode border, ReadOnlySpan<byte> fill = default)
    {
        Geometry.CheckResult(image, result);
        if (matrix.Length != 9 || matrix.ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            throw new ArgumentException($"Expected 9 finite numbers but got [{string.Join(", ", matrix.ToArray())}].", nameof(matrix));
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_warp_perspective(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, result.Width, result.Height, matrix,
            Geometry.Number(interpolation), (int)border, Geometry.Fill(fill)));
    }

    /// <summary>Takes every pixel from another place of the picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="mapX">Where each pixel of the result comes from, column; shape (height, width).</param>
    /// <param name="mapY">Where each pixel of the result comes from, row; shape (height, width).</param>
    /// <param name="result">Is written over; another picture of the same size and channels.</param>
    /// <param name="interpolation">Nearest, linear or cubic.</param>
    /// <param name="border">What lies beyond the source's edge.</param>
    /// <param name="fill">A constant border's value for each of three channels, of which a grey picture takes the first; nothing is black.</param>
    /// <exception cref="ArgumentException">A map is of another size, or the result does not fit.</exception>
    public static void Remap(
        Image image, ReadOnlySpan<float> mapX, ReadOnlySpan<float> mapY, Image result, Interpolation interpolation, BorderMode border,
        ReadOnlySpan<byte> fill = default)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        if (mapX.Length != image.Width * image.Height || mapY.Length != mapX.Length)
        {
            throw new ArgumentException($"Expected maps of {image.Width * image.Height} numbers but got {mapX.Length} and {mapY.Length}.");
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_remap(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, mapX, mapY, Geometry.Number(interpolation), (int)border,
            Geometry.Fill(fill)));
    }

    /// <summary>The perspective map that takes four points to four others.</summary>
    /// <param name="from">Four points x, y.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="matrix">Takes nine numbers, row by row.</param>
    public static void PerspectiveMap(ReadOnlySpan<float> from, ReadOnlySpan<float> to, Span<double> matrix)
    {
        CheckPoints(from, to, matrix, points: 4, numbers: 9);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_perspective_map(from, to, matrix));
    }

    /// <summary>The affine map that takes three points to three others.</summary>
    /// <param name="from">Three points x, y.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="matrix">Takes six numbers, row by row.</param>
    public static void AffineMap(ReadOnlySpan<float> from, ReadOnlySpan<float> to, Span<double> matrix)
    {
        CheckPoints(from, to, matrix, points: 3, numbers: 6);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_affine_map(from, to, matrix));
    }

    private static void CheckPoints(ReadOnlySpan<float> from, ReadOnlySpan<float> to, Span<double> matrix, int points, int numbers)
    {
        if (from.Length != 2 * points || to.Length != 2 * points || matrix.Length != numbers)
        {
            throw new ArgumentException($"Expected {points} points twice and {numbers} numbers but got {from.Length}, {to.Length} and {matrix.Length} numbers.");
        }
    }
}
