namespace Mien.Imaging;

/// <summary>Grey from colours and colours from grey without OpenCV, to its last bit (cvtColor: weights of 15 bits, rounded to nearest).</summary>
internal static class GreyConversion
{
    private const int Red = 9798, Green = 19235, Blue = 3735, Shift = 15; // 0.299, 0.587 and 0.114

    /// <summary>Brightness; a grey picture as it is.</summary>
    public static Image ToGrey(Image image)
    {
        if (image.Channels == 1)
        {
            return image;
        }

        var grey = new Image(image.Width, image.Height, channels: 1);
        ReadOnlySpan<byte> from = image.Pixels;
        var to = grey.Pixels;
        for (var i = 0; i < to.Length; i++)
        {
            var pixel = from.Slice(3 * i, 3);
            to[i] = (byte)(((pixel[0] * Red) + (pixel[1] * Green) + (pixel[2] * Blue) + (1 << (Shift - 1))) >> Shift);
        }

        return grey;
    }

    /// <summary>Three equal channels; a colour picture as it is.</summary>
    public static Image ToRgb(Image image)
    {
        if (image.Channels == 3)
        {
            return image;
        }

        var colour = new Image(image.Width, image.Height, channels: 3);
        var to = colour.Pixels;
        var at = 0;
        foreach (var value in image.Pixels)
        {
            to[at] = to[at + 1] = to[at + 2] = value;
            at += 3;
        }

        return colour;
    }
}
