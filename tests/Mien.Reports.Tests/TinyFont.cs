using System.Buffers.Binary;
using System.Text;

namespace Mien.Reports.Tests;

/// <summary>A font with one coloured bitmap, byte by byte after the OpenType specification: tables cmap, CBLC and CBDT and nothing else.</summary>
internal sealed class TinyFont
{
    private const int Glyph = 5;

    public required byte[] Png { get; init; }

    public int Character { get; init; } = 0x1F600;

    /// <summary>1: offsets of 32 bits, 3: of 16 bits.</summary>
    public int IndexFormat { get; init; } = 1;

    /// <summary>17: small metrics before the PNG, 18: large ones, 19: none.</summary>
    public int ImageFormat { get; init; } = 17;

    public byte[] ToArray()
    {
        (string Tag, byte[] Table)[] tables = [("CBDT", Bitmaps()), ("CBLC", Locations()), ("cmap", Characters())];
        var offset = 12 + (tables.Length * 16);
        List<byte> file = [.. U32(0x00010000), .. U16(tables.Length), .. new byte[6]];
        foreach (var (tag, table) in tables)
        {
            file.AddRange([.. Encoding.ASCII.GetBytes(tag), .. U32(0), .. U32(offset), .. U32(table.Length)]);
            offset += table.Length;
        }

        return [.. file, .. tables.SelectMany(table => table.Table)];
    }

    private byte[] Metrics => new byte[ImageFormat switch { 17 => 5, 18 => 8, _ => 0 }];

    private byte[] Bitmaps() => [.. U16(3), .. U16(0), .. Metrics, .. U32(Png.Length), .. Png];

    private byte[] Locations()
    {
        var length = Metrics.Length + 4 + Png.Length;
        byte[] offsets = IndexFormat == 1 ? [.. U32(0), .. U32(length)] : [.. U16(0), .. U16(length)];
        byte[] index = [.. U16(Glyph), .. U16(Glyph), .. U32(8), .. U16(IndexFormat), .. U16(ImageFormat), .. U32(4), .. offsets];
        byte[] size = [.. U32(56), .. U32(index.Length), .. U32(1), .. U32(0), .. new byte[24], .. U16(Glyph), .. U16(Glyph), 109, 109, 32, 1];
        return [.. U16(3), .. U16(0), .. U32(1), .. size, .. index];
    }

    private byte[] Characters() =>
        [.. U16(0), .. U16(1), .. U16(3), .. U16(10), .. U32(12), .. U16(12), .. U16(0), .. U32(28), .. U32(0), .. U32(1), .. U32(Character), .. U32(Character), .. U32(Glyph)];

    private static byte[] U32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] U16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
