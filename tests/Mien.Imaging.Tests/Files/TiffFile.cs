namespace Mien.Imaging.Tests.Files;

/// <summary>Hand-made uncompressed TIFF files of one strip (TIFF 6.0).</summary>
internal sealed record TiffFile
{
    public const int WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3;
    public const int Unsigned = 1, Float = 3;
    private const int Short = 3, Long = 4;

    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>Samples as stored, rows padded to whole bytes.</summary>
    public required byte[] Data { get; init; }

    public int Bits { get; init; } = 8;
    public int Samples { get; init; } = 3;
    public int? Photometric { get; init; }
    public int SampleFormat { get; init; } = Unsigned;
    public int Orientation { get; init; } = 1;

    /// <summary>Kind of the sample behind the colours: 1 is alpha multiplied into them, 2 alpha apart.</summary>
    public int? ExtraSample { get; init; }

    /// <summary>16-bit values: all reds, all greens, all blues.</summary>
    public int[] ColourMap { get; init; } = [];

    public bool BigEndian { get; init; }

    public byte[] ToArray() => Pages(BigEndian, this);

    public static byte[] Pages(bool bigEndian, params TiffFile[] pages)
    {
        var file = new Bytes(bigEndian).Text(bigEndian ? "MM" : "II").U16(42).U32(8);
        for (var i = 0; i < pages.Length; i++)
        {
            file.U8(pages[i].Page(bigEndian, file.Count, isLast: i == pages.Length - 1));
        }

        return file.ToArray();
    }

    // A directory of 12-byte entries, then the values that do not fit into them, then the pixels.
    private byte[] Page(bool bigEndian, int start, bool isLast)
    {
        var entryCount = 11 + (ExtraSample is null ? 0 : 1) + (ColourMap.Length > 0 ? 1 : 0);
        var valuesAt = start + 2 + entryCount * 12 + 4;
        var values = new Bytes(bigEndian);
        var entries = new Bytes(bigEndian).U16(entryCount);
        void Add(int tag, int type, params int[] content)
        {
            entries.U16(tag, type).U32(content.Length);
            var inline = new Bytes(bigEndian);
            _ = type == Short ? inline.U16(content) : inline.U32([.. content.Select(value => (long)value)]);
            if (inline.Count <= 4)
            {
                entries.U8(inline.ToArray()).U8(new byte[4 - inline.Count]);
                return;
            }

            entries.U32(valuesAt + values.Count);
            values.U8(inline.ToArray());
        }

        var mapBytes = ColourMap.Length * 2;
        var bitsBytes = Samples > 2 ? Samples * 2 : 0;
        var dataAt = valuesAt + bitsBytes * 2 + mapBytes;
        Add(256, Long, Width);
        Add(257, Long, Height);
        Add(258, Short, [.. Enumerable.Repeat(Bits, Samples)]);
        Add(259, Short, 1);
        Add(262, Short, Photometric ?? (Samples >= 3 ? Rgb : BlackIsZero));
        Add(273, Long, dataAt);
        Add(274, Short, Orientation);
        Add(277, Short, Samples);
        Add(278, Long, Height);
        Add(279, Long, Data.Length);
        if (ColourMap.Length > 0)
        {
            Add(320, Short, ColourMap);
        }

        if (ExtraSample is { } kind)
        {
            Add(338, Short, kind);
        }

        Add(339, Short, [.. Enumerable.Repeat(SampleFormat, Samples)]);
        var padded = Data.Length + Data.Length % 2;
        entries.U32(isLast ? 0 : dataAt + padded);
        return [.. entries.ToArray(), .. values.ToArray(), .. Data, .. new byte[padded - Data.Length]];
    }
}
