namespace Mien.Imaging.Tests.Files;

/// <summary>Hand-made BMP files with a 40-byte header.</summary>
internal sealed record BmpFile
{
    public required int Width { get; init; }

    /// <summary>Negative where rows run from the top.</summary>
    public required int Height { get; init; }
    public required int Bits { get; init; }
    public int Compression { get; init; }

    /// <summary>Blue, green, red, 0 for each colour.</summary>
    public byte[] Palette { get; init; } = [];

    public uint[] Masks { get; init; } = [];

    /// <summary>Rows as stored, padded to four bytes, or runs.</summary>
    public required byte[] Data { get; init; }

    public byte[] ToArray()
    {
        var start = 54 + Palette.Length + Masks.Length * 4;
        var file = new Bytes().Text("BM").U32(start + Data.Length, 0, start)
            .U32(40, Width, Height).U16(1, Bits).U32(Compression, Data.Length, 2835, 2835, Palette.Length / 4, 0);
        foreach (var mask in Masks)
        {
            file.U32(mask);
        }

        return file.U8(Palette).U8(Data).ToArray();
    }
}
