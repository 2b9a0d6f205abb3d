using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>Changes colours pixel by pixel. The argument is never changed; a function that has nothing to do returns it as it is.</summary>
public static partial class Colour
{
    // cv::ColorConversionCodes
    private const int RgbToGrey = 7, GreyToRgb = 8;

    /// <summary>Brightness by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B) in OpenCV's fixed-point rounding; a grey picture is returned as it is.</summary>
    public static Image ToGrey(Image image) => Convert(image, 1, RgbToGrey);

    /// <summary>Three equal channels; a colour picture is returned as it is.</summary>
    public static Image ToRgb(Image image) => Convert(image, 3, GreyToRgb);

    /// <summary>Every sample v becomes v * contrastFactor + 255 * brightnessOffset, rounded half to even and clamped to 0..255.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="contrastFactor">Finite; 1 changes nothing.</param>
    /// <param name="brightnessOffset">Fraction of full brightness that is added, usually in [-1, 1]; 0 changes nothing.</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static Image BrightnessContrast(Image image, double contrastFactor, double brightnessOffset)
    {
        if (!double.IsFinite(contrastFactor) || !double.IsFinite(brightnessOffset))
        {
            throw new ArgumentException($"Expected finite numbers but got contrast {contrastFactor} and brightness {brightnessOffset}.");
        }

        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < 256; value++)
        {
            table[value] = (byte)Math.Clamp(Math.Round(value * contrastFactor + 255 * brightnessOffset), 0, 255);
        }

        return ApplyTable(image, table);
    }

    /// <summary>Every sample v of every channel becomes table[v].</summary>
    /// <param name="image">The picture.</param>
    /// <param name="table">256 values.</param>
    /// <exception cref="ArgumentException">The table has not 256 values.</exception>
    public static Image ApplyTable(Image image, ReadOnlySpan<byte> table)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (table.Length != 256)
        {
            throw new ArgumentException($"Expected a table of 256 values but got {table.Length}.", nameof(table));
        }

        var result = new Image(image.Width, image.Height, image.Channels);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_apply_table(image.Pixels, image.Pixels.Length, table, result.Pixels));
        return result;
    }

    private static Image Convert(Image image, int channels, int code)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels == channels)
        {
            return image;
        }

        var result = new Image(image.Width, image.Height, channels);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_convert_colour(
            image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, channels, code));
        return result;
    }
}
