using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>Smooths pictures with OpenCV's arithmetic. Borders are mirrored without repeating the edge unless said otherwise.</summary>
/// <remarks>
/// Functions with a result write over it; it has the size and channels of the picture and is another one (otherwise they throw
/// ArgumentException).
/// </remarks>
public static class Blur
{
    private const double MaxSigmaPx = 1000;

    /// <summary>Gaussian blur with a kernel of about 6 sigma + 1 pixels.</summary>
    /// <param name="image">The picture, which is not changed.</param>
    /// <param name="sigmaPx">Standard deviation in pixels, above 0 and at most 1000.</param>
    public static Image Gaussian(Image image, double sigmaPx)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (sigmaPx is not (> 0 and <= MaxSigmaPx))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaPx), sigmaPx, "Expected a standard deviation above 0 and at most 1000 pixels.");
        }

        var result = new Image(image.Width, image.Height, image.Channels);
        Gaussian(image, sizePx: 0, sigmaPx, result);
        return result;
    }

    /// <summary>Gaussian blur with a square kernel.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sizePx">Side of the kernel, an odd number; 0 chooses it by <paramref name="sigmaPx"/>.</param>
    /// <param name="sigmaPx">Standard deviation in pixels; 0 chooses 0.3 ((size - 1) / 2 - 1) + 0.8.</param>
    /// <param name="result">Is written over.</param>
    public static void Gaussian(Image image, int sizePx, double sigmaPx, Image result)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        if (sizePx < 0 || (sizePx > 0 && sizePx % 2 == 0) || sigmaPx is not (>= 0 and <= MaxSigmaPx) || (sizePx == 0 && sigmaPx == 0))
        {
            throw new ArgumentException($"Expected an odd size, a standard deviation of 0 to 1000 pixels, and not 0 for both, but got {sizePx} and {sigmaPx}.");
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_gaussian_blur(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, sizePx, sigmaPx));
    }

    /// <summary>Mean over a square of any size; of an even size the middle is right of and below the centre.</summary>
    public static void Box(Image image, int sizePx, Image result)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        ArgumentOutOfRangeException.ThrowIfLessThan(sizePx, 1);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_box_blur(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, sizePx));
    }

    /// <summary>Median over a square of an odd size; beyond the border the edge is repeated.</summary>
    public static void Median(Image image, int sizePx, Image result)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        if (sizePx < 1 || sizePx % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(sizePx), sizePx, "Expected an odd size.");
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_median_blur(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, sizePx));
    }

    /// <summary>Correlation with a square kernel: every value becomes the weighted sum around it, rounded to nearest and clipped.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="kernel">Weights, row by row, of a square of any size; of an even size the middle is right of and below the centre.</param>
    /// <param name="result">Is written over.</param>
    public static void Filter(Image image, ReadOnlySpan<float> kernel, Image result)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        var size = (int)Math.Sqrt(kernel.Length);
        if (size * size != kernel.Length || kernel.IsEmpty)
        {
            throw new ArgumentException($"Expected the weights of a square but got {kernel.Length}.", nameof(kernel));
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_filter(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, kernel, size));
    }

    /// <summary>Smooths a field of numbers in place; kernel of 4 sigma to each side, borders mirrored with the edge twice (scipy's gaussian_filter).</summary>
    /// <param name="values">Shape (height, width).</param>
    /// <param name="width">Columns.</param>
    /// <param name="sigmaPx">Standard deviation, above 0 and at most 1000.</param>
    public static void Field(Span<double> values, int width, double sigmaPx)
    {
        if (sigmaPx is not (> 0 and <= MaxSigmaPx))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaPx), sigmaPx, "Expected a standard deviation above 0 and at most 1000 pixels.");
        }

        var radius = (int)((4 * sigmaPx) + 0.5);
        Span<double> weights = stackalloc double[(2 * radius) + 1];
        var sum = 0.0;
        for (var index = 0; index < weights.Length; index++)
        {
            weights[index] = Math.Exp(-0.5 / (sigmaPx * sigmaPx) * (index - radius) * (index - radius));
            sum += weights[index];
        }

        for (var index = 0; index < weights.Length; index++)
        {
            weights[index] /= sum;
        }

        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_smooth(values, width, values.Length / width, weights, weights.Length));
    }

    /// <summary>Smooths a field of numbers in place by <see cref="Gaussian(Image, int, double, Image)"/>'s kernel.</summary>
    /// <param name="values">Shape (height, width).</param>
    /// <param name="width">Columns.</param>
    /// <param name="sizePx">Side of the kernel, an odd number.</param>
    /// <param name="sigmaPx">Standard deviation in pixels.</param>
    public static void Field(Span<float> values, int width, int sizePx, double sigmaPx)
    {
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_smooth_approximately(values, width, values.Length / width, sizePx, sigmaPx));
    }
}
