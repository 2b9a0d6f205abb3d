namespace Mien.Imaging;

/// <summary>Changes colours pixel by pixel. The argument is never changed; a function that has nothing to do returns it as it is.</summary>
public static partial class Colour
{
    /// <summary>Brightness by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B) in OpenCV's fixed-point rounding; a grey picture is returned as it is.</summary>
    public static Image ToGrey(Image image) => Convert(image, 1, ColourConversion.RgbToGrey);

    /// <summary>Three equal channels; a colour picture is returned as it is.</summary>
    public static Image ToRgb(Image image) => Convert(image, 3, ColourConversion.GreyToRgb);

    private static Image Convert(Image image, int channels, ColourConversion conversion)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels == channels)
        {
            return image;
        }

        var result = new Image(image.Width, image.Height, channels);
        Convert(image, result, conversion);
        return result;
    }
}
