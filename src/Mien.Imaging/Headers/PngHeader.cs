namespace Mien.Imaging.Headers;

/// <summary>Size, colour type and orientation from a PNG's chunks (PNG specification, third edition).</summary>
internal static class PngHeader
{
    private const string Damaged = "is a damaged PNG: it does not begin with a complete header";
    private const int SignatureBytes = 8;
    private const int ColourFlag = 2; // bit of the colour type: the picture has colour; a palette has it too
    private const int AlphaFlag = 4;
    private const int Palette = 3;

    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, bigEndian: true, Damaged);
        if (reader.U32(SignatureBytes) != 13 || !reader.Part(SignatureBytes + 4, 4).SequenceEqual("IHDR"u8))
        {
            throw new FormatException(Damaged);
        }

        var (width, height, colourType) = (reader.U32(16), reader.U32(20), reader.U8(25));
        if (width > int.MaxValue || height > int.MaxValue)
        {
            throw new FormatException($"is a damaged PNG: its header says {width}x{height} pixels");
        }

        var channels = (colourType & ColourFlag) == 0 ? 1 : 3;
        var exif = FindChunk(bytes, "eXIf"u8);
        return new ImageHeader(ImageFormat.Png, (int)width, (int)height, channels, exif.IsEmpty ? 1 : ExifOrientation.Read(exif))
        {
            BitsPerSample = colourType == Palette ? 8 : reader.U8(24), // a palette holds colours of 8 bits
            HasAlpha = (colourType & AlphaFlag) != 0 || !FindChunk(bytes, "tRNS"u8).IsEmpty,
        };
    }

    // The content of a chunk, empty where there is none; eXIf may stand before or after the picture data.
    private static ReadOnlySpan<byte> FindChunk(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> kind)
    {
        var reader = new ByteReader(bytes, bigEndian: true, Damaged);
        for (long at = SignatureBytes; at + 12 <= bytes.Length;)
        {
            var length = reader.U32(at);
            if (at + 12 + length <= bytes.Length && reader.Part(at + 4, 4).SequenceEqual(kind))
            {
                return reader.Part(at + 8, length);
            }

            at += 12L + length;
        }

        return [];
    }
}
