namespace Mien.Imaging.Headers;

/// <summary>How a BMP stores its pixels ([MS-WMF] 2.2.2.9, DeviceIndependentBitmap, and the OS/2 core header).</summary>
internal sealed record BmpHeader
{
    private const string Damaged = "is a damaged BMP: its header is incomplete";
    private const int FileHeaderBytes = 14, CoreHeaderBytes = 12, InfoHeaderBytes = 40;

    public required int Width { get; init; }
    public required int Height { get; init; }
    public required bool TopDown { get; init; }
    public required int BitsPerPixel { get; init; }
    public required BmpCompression Compression { get; init; }
    public required long PixelStart { get; init; }
    public required long PaletteStart { get; init; }
    public required int PaletteEntryBytes { get; init; }
    public required int PaletteCount { get; init; }

    /// <summary>Position of the red, green and blue masks, meaningful with <see cref="BmpCompression.Bitfields"/>.</summary>
    public const int MaskStart = FileHeaderBytes + InfoHeaderBytes;

    public ImageHeader ToImageHeader() => new(ImageFormat.Bmp, Width, Height, 3);

    public static BmpHeader Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, bigEndian: false, Damaged);
        var headerBytes = reader.U32(FileHeaderBytes);
        var header = headerBytes switch
        {
            CoreHeaderBytes => ReadCore(reader),
            >= InfoHeaderBytes and <= 1024 => ReadInfo(reader, headerBytes),
            _ => throw new FormatException(Damaged),
        };
        return header.Compression <= BmpCompression.Bitfields || header.Compression == BmpCompression.AlphaBitfields
            ? header
            : throw new FormatException($"is a BMP with compression {(uint)header.Compression}, which is not supported; save it as PNG");
    }

    private static BmpHeader ReadCore(ByteReader reader) => new()
    {
        Width = reader.U16(18),
        Height = reader.U16(20),
        TopDown = false,
        BitsPerPixel = reader.U16(24),
        Compression = BmpCompression.None,
        PixelStart = reader.U32(10),
        PaletteStart = FileHeaderBytes + CoreHeaderBytes,
        PaletteEntryBytes = 3,
        PaletteCount = 1 << Math.Min(8, (int)reader.U16(24)),
    };

    private static BmpHeader ReadInfo(ByteReader reader, uint headerBytes)
    {
        var height = reader.I32(22);
        var (bits, used) = (reader.U16(28), reader.U32(46));
        var compression = (BmpCompression)reader.U32(30);
        var masks = headerBytes > InfoHeaderBytes ? 0 : compression == BmpCompression.Bitfields ? 12 : compression == BmpCompression.AlphaBitfields ? 16 : 0;
        return new BmpHeader
        {
            Width = reader.I32(18),
            Height = height == int.MinValue ? 0 : Math.Abs(height),
            TopDown = height < 0,
            BitsPerPixel = bits,
            Compression = compression,
            PixelStart = reader.U32(10),
            PaletteStart = FileHeaderBytes + headerBytes + masks,
            PaletteEntryBytes = 4,
            PaletteCount = used is 0 or > 256 ? 1 << Math.Min(8, (int)bits) : (int)used,
        };
    }
}

/// <summary>BMP compression methods, by their number in the file.</summary>
internal enum BmpCompression : uint
{
    None = 0,
    RunLength8 = 1,
    RunLength4 = 2,
    Bitfields = 3,
    AlphaBitfields = 6,
}
