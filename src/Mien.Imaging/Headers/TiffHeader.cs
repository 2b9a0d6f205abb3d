namespace Mien.Imaging.Headers;

/// <summary>Size and orientation of a TIFF's first page (TIFF 6.0).</summary>
internal static class TiffHeader
{
    private const string Damaged = "is a damaged TIFF: its first directory is missing or incomplete";
    private const int WidthTag = 256, HeightTag = 257, BitsPerSampleTag = 258, ExtraSamplesTag = 338;

    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        var directory = new TiffDirectory(bytes, Damaged);
        var (width, height) = (directory.Find(WidthTag), directory.Find(HeightTag));
        if (width is null or > int.MaxValue || height is null or > int.MaxValue)
        {
            throw new FormatException(Damaged);
        }

        return new ImageHeader(ImageFormat.Tiff, (int)width, (int)height, 3, ExifOrientation.FromTag(directory.Find(ExifOrientation.Tag)))
        {
            BitsPerSample = (int)Math.Clamp(directory.Find(BitsPerSampleTag) ?? 1, 1, 64),
            HasAlpha = directory.Find(ExtraSamplesTag) is 1 or 2, // premultiplied or not; 0 is a sample of unknown purpose
        };
    }
}
