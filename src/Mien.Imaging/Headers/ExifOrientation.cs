namespace Mien.Imaging.Headers;

/// <summary>The orientation tag of an EXIF block (EXIF 2.32, tag 0x0112).</summary>
internal static class ExifOrientation
{
    public const int Tag = 0x0112;
    private const int Upright = 1;

    /// <summary>
    /// Orientation 1..8 of an EXIF block, with or without its "Exif" mark. A damaged block counts as upright: the picture is whole,
    /// and every viewer shows it so.
    /// </summary>
    public static int Read(ReadOnlySpan<byte> block)
    {
        try
        {
            var tiff = block.StartsWith("Exif\0\0"u8) ? block[6..] : block;
            return FromTag(new TiffDirectory(tiff, "").Find(Tag));
        }
        catch (FormatException)
        {
            return Upright;
        }
    }

    /// <summary>Values outside 1..8 occur in the wild and mean nothing: upright.</summary>
    public static int FromTag(uint? value) => value is >= 1 and <= 8 ? (int)value : Upright;
}
