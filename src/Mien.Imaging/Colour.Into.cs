using Mien.Imaging.Interop;

namespace Mien.Imaging;

// For loops that reuse their pictures: each function writes over a given result, another picture of the same size.
public static partial class Colour
{
    /// <summary>Writes the colours of the picture in another way.</summary>
    /// <exception cref="ArgumentException">A picture has not the channels of the conversion, or the sizes differ.</exception>
    public static void Convert(Image image, Image result, ColourConversion conversion)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(result);
        var (from, to) = conversion switch
        {
            ColourConversion.RgbToGrey => (3, 1),
            ColourConversion.GreyToRgb => (1, 3),
            _ => (3, 3),
        };
        if (image.Channels != from || result.Channels != to || result.Width != image.Width || result.Height != image.Height || ReferenceEquals(image.Pixels, result.Pixels))
        {
            throw new ArgumentException($"Expected a picture of {from} channels and another one of {to} of the same size for {conversion} but got {image} and {result}.");
        }

        switch (conversion)
        {
            case ColourConversion.RgbToGrey:
                GreyConversion.ToGrey(image.Pixels, result.Pixels);
                break;
            case ColourConversion.GreyToRgb:
                GreyConversion.ToRgb(image.Pixels, result.Pixels);
                break;
            default:
                Vision.EnsureInitialized();
                Vision.Check(NativeMethods.mien_vision_convert_colour(image.Pixels, image.Width, image.Height, from, result.Pixels, to, (int)conversion));
                break;
        }
    }

    /// <summary>The weighted sum of two pictures, rounded to nearest and clipped (OpenCV's addWeighted).</summary>
    /// <exception cref="ArgumentException">Sizes or channels differ.</exception>
    public static void Blend(Image first, double firstWeight, Image second, double secondWeight, Image result)
    {
        Geometry.CheckResult(first, second, sameSize: true);
        Geometry.CheckResult(first, result, sameSize: true);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_blend(first.Pixels, firstWeight, second.Pixels, secondWeight, first.Pixels.Length, result.Pixels));
    }

    /// <summary>Contrast limited adaptive histogram equalisation, of a colour picture in its lightness (CIE Lab) only.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="clipLimit">How many times the mean a bin of a tile's histogram may hold, above 0.</param>
    /// <param name="tilesAcross">Tiles side by side, at least 1.</param>
    /// <param name="tilesDown">Tiles above one another, at least 1.</param>
    /// <param name="result">Is written over; another picture of the same size and channels.</param>
    public static void Clahe(Image image, double clipLimit, int tilesAcross, int tilesDown, Image result)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clipLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(tilesAcross, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(tilesDown, 1);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_clahe(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, clipLimit, tilesAcross, tilesDown));
    }

    /// <summary>Shrinks the picture by a factor and enlarges it again to its size, which loses detail.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="scale">Above 0 and below 1.</param>
    /// <param name="down">For shrinking.</param>
    /// <param name="up">For enlarging.</param>
    /// <param name="result">Is written over; another picture of the same size and channels.</param>
    /// <remarks>Unless both are nearest, values are numbers in [0, 1] in float32 on the way and are rounded down at the end.</remarks>
    public static void Downscale(Image image, double scale, Core.Interpolation down, Core.Interpolation up, Image result)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_downscale(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, scale, Geometry.Number(down), Geometry.Number(up)));
    }
}
