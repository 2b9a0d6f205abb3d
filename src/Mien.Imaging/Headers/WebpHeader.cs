namespace Mien.Imaging.Headers;

/// <summary>Size and EXIF orientation from a WebP container (RFC 9649).</summary>
internal static class WebpHeader
{
    private const string Damaged = "is a damaged WebP: it ends before its size is known";
    private const int FirstChunk = 12;

    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, bigEndian: false, Damaged);
        var kind = reader.Part(FirstChunk, 4);
        var data = FirstChunk + 8;
        var (width, height) =
            kind.SequenceEqual("VP8X"u8) ? (U24(reader, data + 4) + 1, U24(reader, data + 7) + 1)
            : kind.SequenceEqual("VP8 "u8) ? (reader.U16(data + 6) & 0x3FFF, reader.U16(data + 8) & 0x3FFF)
            : kind.SequenceEqual("VP8L"u8) ? Lossless(reader.U32(data + 1))
            : throw new FormatException("is a damaged WebP: its first chunk is no picture");
        var hasAlpha = kind.SequenceEqual("VP8X"u8) ? (reader.U8(data) & 0x10) != 0 : kind.SequenceEqual("VP8L"u8) && (reader.U32(data + 1) >> 28 & 1) != 0;
        return new ImageHeader(ImageFormat.Webp, width, height, 3, FindOrientation(bytes)) { HasAlpha = hasAlpha };
    }

    // 14 bits width - 1, then 14 bits height - 1.
    private static (int Width, int Height) Lossless(uint bits) => ((int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1);

    private static int U24(ByteReader reader, long at) => reader.U16(at) | reader.U8(at + 2) << 16;

    private static int FindOrientation(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, bigEndian: false, Damaged);
        for (long at = FirstChunk; at + 8 <= bytes.Length;)
        {
            var length = reader.U32(at + 4);
            if (at + 8 + length <= bytes.Length && reader.Part(at, 4).SequenceEqual("EXIF"u8))
            {
                return ExifOrientation.Read(reader.Part(at + 8, length));
            }

            at += 8L + length + (length & 1); // chunks are padded to even lengths
        }

        return 1;
    }
}
