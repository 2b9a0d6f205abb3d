using System.IO.Compression;

namespace Mien.Imaging.Tests.Files;

/// <summary>Hand-made PNG files of any colour type and depth, from samples as the file stores them.</summary>
internal sealed record PngFile
{
    public required int Width { get; init; }
    public required int Height { get; init; }
    public int Depth { get; init; } = 8;
    public required PngColour Colour { get; init; }

    /// <summary>Rows one after the other, each of whole bytes, without filter bytes.</summary>
    public required byte[] Data { get; init; }

    /// <summary>Three bytes for each colour of the palette.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>Content of the tRNS chunk.</summary>
    public byte[] Transparency { get; init; } = [];

    /// <summary>Chunks to put before and behind the picture data.</summary>
    public byte[] Before { get; init; } = [];

    public byte[] Behind { get; init; } = [];

    /// <summary>Adam7 instead of one pass; for 8 bits and whole pixels alone.</summary>
    public bool Interlaced { get; init; }

    public byte[] ToArray()
    {
        var header = new Bytes(bigEndian: true).U32(Width, Height).U8((byte)Depth, (byte)Colour, 0, 0, (byte)(Interlaced ? 1 : 0)).ToArray();
        return new Bytes().U8(0x89).Text("PNG\r\n").U8(0x1A, 0x0A).U8(Chunk("IHDR", header))
            .U8(Palette.Length > 0 ? Chunk("PLTE", Palette) : []).U8(Transparency.Length > 0 ? Chunk("tRNS", Transparency) : [])
            .U8(Before).U8(Chunk("IDAT", Compress(Interlaced ? InterlacedRows() : PlainRows()))).U8(Behind).U8(Chunk("IEND", [])).ToArray();
    }

    public static byte[] Chunk(string kind, byte[] content)
    {
        var body = new Bytes().Text(kind).U8(content).ToArray();
        return new Bytes(bigEndian: true).U32(content.Length).U8(body).U32(Crc32(body)).ToArray();
    }

    private byte[] PlainRows()
    {
        var rowBytes = Data.Length / Height;
        var rows = new Bytes();
        for (var y = 0; y < Height; y++)
        {
            rows.U8(0).U8(Data.AsSpan(y * rowBytes, rowBytes)); // filter 0: none
        }

        return rows.ToArray();
    }

    private byte[] InterlacedRows()
    {
        (int X, int Y, int StepX, int StepY)[] passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        var pixelBytes = Data.Length / Height / Width;
        var rows = new Bytes();
        foreach (var pass in passes.Where(pass => pass.X < Width))
        {
            for (var y = pass.Y; y < Height; y += pass.StepY)
            {
                rows.U8(0);
                for (var x = pass.X; x < Width; x += pass.StepX)
                {
                    rows.U8(Data.AsSpan((y * Width + x) * pixelBytes, pixelBytes));
                }
            }
        }

        return rows.ToArray();
    }

    private static byte[] Compress(byte[] data)
    {
        var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return target.ToArray();
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}

internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    RgbAlpha = 6,
}
