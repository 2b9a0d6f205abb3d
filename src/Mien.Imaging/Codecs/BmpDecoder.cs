using System.Numerics;
using Mien.Imaging.Headers;

namespace Mien.Imaging.Codecs;

/// <summary>Pixels of BMP files: 1, 4, 8 bits with a palette, 16, 24 and 32 bits, bit fields, run lengths. Alpha is ignored.</summary>
internal static class BmpDecoder
{
    private const string Truncated = "it ends in the middle of the picture";

    public static Image Decode(ReadOnlySpan<byte> bytes, BmpHeader header)
    {
        var image = new Image(header.Width, header.Height, 3);
        switch (header.Compression, header.BitsPerPixel)
        {
            case (BmpCompression.None, 1 or 4 or 8):
                DecodeIndexed(Rows(bytes, header), header, ReadPalette(bytes, header), image);
                break;
            case (BmpCompression.RunLength8, 8) or (BmpCompression.RunLength4, 4):
                BmpRunLength.Decode(bytes[(int)Math.Min(header.PixelStart, bytes.Length)..], header, ReadPalette(bytes, header), image);
                break;
            case (BmpCompression.None, 24):
                DecodeTriples(Rows(bytes, header), header, image);
                break;
            case (BmpCompression.None or BmpCompression.Bitfields or BmpCompression.AlphaBitfields, 16 or 32):
                DecodeMasked(Rows(bytes, header), header, ReadMasks(bytes, header), image);
                break;
            default:
                throw new FormatException($"{header.BitsPerPixel} bits per pixel do not go with compression {(uint)header.Compression}");
        }

        return image;
    }

    /// <summary>The row of the upright picture that the file's row <paramref name="y"/> is.</summary>
    public static Span<byte> TargetRow(Image image, BmpHeader header, int y) => image.Row(header.TopDown ? y : header.Height - 1 - y);

    private static int RowBytes(BmpHeader header) => checked((int)(((long)header.Width * header.BitsPerPixel + 31) / 32 * 4));

    private static ReadOnlySpan<byte> Rows(ReadOnlySpan<byte> bytes, BmpHeader header)
    {
        // Some writers leave out the padding after the last row.
        var needed = (long)RowBytes(header) * (header.Height - 1) + ((long)header.Width * header.BitsPerPixel + 7) / 8;
        return header.PixelStart + needed <= bytes.Length ? bytes[(int)header.PixelStart..] : throw new FormatException(Truncated);
    }

    /// <summary>256 colours, RGB; those the file does not give are black.</summary>
    private static byte[] ReadPalette(ReadOnlySpan<byte> bytes, BmpHeader header)
    {
        var palette = new byte[256 * 3];
        var end = Math.Min(header.PixelStart, bytes.Length);
        for (var i = 0; i < Math.Min(256, header.PaletteCount); i++)
        {
            var at = header.PaletteStart + (long)i * header.PaletteEntryBytes;
            if (at + 3 > end)
            {
                break;
            }

            (palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]) = (bytes[(int)at + 2], bytes[(int)at + 1], bytes[(int)at]);
        }

        return palette;
    }

    private static void DecodeIndexed(ReadOnlySpan<byte> rows, BmpHeader header, byte[] palette, Image image)
    {
        var (rowBytes, bits) = (RowBytes(header), header.BitsPerPixel);
        for (var y = 0; y < header.Height; y++)
        {
            var target = TargetRow(image, header, y);
            for (var x = 0; x < header.Width; x++)
            {
                var bit = x * bits;
                var index = rows[y * rowBytes + bit / 8] >> (8 - bits - bit % 8) & ((1 << bits) - 1);
                palette.AsSpan(3 * index, 3).CopyTo(target[(3 * x)..]);
            }
        }
    }

    private static void DecodeTriples(ReadOnlySpan<byte> rows, BmpHeader header, Image image)
    {
        var rowBytes = RowBytes(header);
        for (var y = 0; y < header.Height; y++)
        {
            var source = rows[(y * rowBytes)..];
            var target = TargetRow(image, header, y);
            for (var i = 0; i < target.Length; i += 3)
            {
                (target[i], target[i + 1], target[i + 2]) = (source[i + 2], source[i + 1], source[i]);
            }
        }
    }

    private static uint[] ReadMasks(ReadOnlySpan<byte> bytes, BmpHeader header)
    {
        if (header.Compression == BmpCompression.None)
        {
            return header.BitsPerPixel == 16 ? [0x7C00, 0x03E0, 0x001F] : [0xFF0000, 0x00FF00, 0x0000FF];
        }

        var reader = new ByteReader(bytes, bigEndian: false, Truncated);
        uint[] masks = [reader.U32(BmpHeader.MaskStart), reader.U32(BmpHeader.MaskStart + 4), reader.U32(BmpHeader.MaskStart + 8)];
        return Array.TrueForAll(masks, mask => mask != 0) ? masks : throw new FormatException("one of its colour masks is empty");
    }

    private static void DecodeMasked(ReadOnlySpan<byte> rows, BmpHeader header, uint[] masks, Image image)
    {
        var reader = new ByteReader(rows, bigEndian: false, Truncated);
        var (rowBytes, pixelBytes) = (RowBytes(header), header.BitsPerPixel / 8);
        for (var y = 0; y < header.Height; y++)
        {
            var target = TargetRow(image, header, y);
            for (var x = 0; x < header.Width; x++)
            {
                var at = (long)y * rowBytes + x * pixelBytes;
                var value = pixelBytes == 2 ? reader.U16(at) : reader.U32(at);
                for (var channel = 0; channel < 3; channel++)
                {
                    target[3 * x + channel] = Sample(value, masks[channel]);
                }
            }
        }
    }

    // A field of n bits spans 0..2^n-1, which becomes 0..255, rounded.
    private static byte Sample(uint value, uint mask)
    {
        var shift = BitOperations.TrailingZeroCount(mask);
        ulong full = mask >> shift;
        return (byte)(((value & mask) >> shift) * 255UL / full + (((value & mask) >> shift) * 255UL % full * 2 >= full ? 1UL : 0UL));
    }
}
