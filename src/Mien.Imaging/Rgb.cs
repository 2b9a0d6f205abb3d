namespace Mien.Imaging;

/// <summary>A colour of 8 bits per channel. On a grey picture it acts with its luma.</summary>
/// <param name="R">Red, 0..255.</param>
/// <param name="G">Green, 0..255.</param>
/// <param name="B">Blue, 0..255.</param>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>Black.</summary>
    public static Rgb Black => new(0, 0, 0);

    /// <summary>White.</summary>
    public static Rgb White => new(255, 255, 255);

    /// <summary>A grey of the given brightness.</summary>
    public static Rgb Grey(byte value) => new(value, value, value);

    /// <summary>Brightness by ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, rounded.</summary>
    public byte Luma => (byte)((R * 299 + G * 587 + B * 114 + 500) / 1000);

    /// <summary>One value per channel of the picture; three values, of which a grey picture uses the first.</summary>
    internal byte[] ForChannels(int channels) => channels == 1 ? [Luma, Luma, Luma] : [R, G, B];
}
