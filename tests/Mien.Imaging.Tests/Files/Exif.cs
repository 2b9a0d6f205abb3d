namespace Mien.Imaging.Tests.Files;

/// <summary>EXIF blocks that hold an orientation alone, and files that carry one.</summary>
internal static class Exif
{
    public static byte[] Block(int orientation, bool bigEndian = false, bool marked = false) =>
        new Bytes(bigEndian).Text(marked ? "Exif\0\0" : "").Text(bigEndian ? "MM" : "II").U16(42).U32(8)
            .U16(1).U16(0x0112, 3).U32(1).U16(orientation, 0).U32(0).ToArray();

    /// <summary>The picture, encoded in a format that keeps its 8x8 blocks apart, marked with an orientation.</summary>
    public static byte[] File(Image image, ImageFormat format, int orientation) => format switch
    {
        ImageFormat.Jpeg => Bytes.Insert(ImageCodec.Encode(image, format), 2, JpegSegment(Block(orientation, bigEndian: true, marked: true))),
        ImageFormat.Png => Bytes.Insert(ImageCodec.Encode(image, format), 33, PngFile.Chunk("eXIf", Block(orientation, bigEndian: true))),
        ImageFormat.Webp => WebpFile.WithExif(image, Block(orientation)),
        ImageFormat.Tiff => new TiffFile { Width = image.Width, Height = image.Height, Data = image.Pixels, Samples = image.Channels, Orientation = orientation }.ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    public static byte[] JpegSegment(byte[] block) => new Bytes(bigEndian: true).U8(0xFF, 0xE1).U16(block.Length + 2).U8(block).ToArray();
}
