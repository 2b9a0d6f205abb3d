namespace Mien.Imaging.Headers;

/// <summary>Size, components and EXIF orientation from a JPEG's marker segments (ITU-T T.81, annex B).</summary>
internal static class JpegHeader
{
    private const string Damaged = "is a damaged JPEG: it ends before its size is known";
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9, App1 = 0xE1;

    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, bigEndian: true, Damaged);
        var orientation = 1;
        ImageHeader? frame = null;
        for (var at = 2L; ;)
        {
            at = SkipFill(reader, at);
            var marker = reader.U8(at++);
            if (marker is StartOfScan or EndOfImage)
            {
                return frame is null ? throw new FormatException(Damaged) : frame with { Orientation = orientation };
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue; // markers that stand alone
            }

            var length = Math.Max(2, (int)reader.U16(at));
            if (IsFrame(marker))
            {
                frame = ReadFrame(reader, at);
            }
            else if (marker == App1 && reader.Part(at, length)[2..].StartsWith("Exif\0\0"u8))
            {
                orientation = ExifOrientation.Read(reader.Part(at, length)[2..]);
            }

            at += length;
        }
    }

    // 0xC4, 0xC8 and 0xCC lie among the frame markers but are tables and a reserved value.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static ImageHeader ReadFrame(ByteReader reader, long at)
    {
        var (height, width, components) = (reader.U16(at + 3), reader.U16(at + 5), reader.U8(at + 7));
        return components is 1 or 3 or 4
            ? new ImageHeader(ImageFormat.Jpeg, width, height, components == 1 ? 1 : 3)
            : throw new FormatException($"is a JPEG of {components} components; only 1 (grey), 3 (colour) and 4 (CMYK) are supported");
    }

    private static long SkipFill(ByteReader reader, long at)
    {
        // A marker is 0xFF (any number of them) and a code; decoders skip what stands between segments, and so must this.
        while (reader.U8(at) != 0xFF)
        {
            at++;
        }

        while (reader.U8(at) == 0xFF)
        {
            at++;
        }

        return at;
    }
}
