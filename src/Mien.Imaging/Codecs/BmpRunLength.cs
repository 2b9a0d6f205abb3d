using Mien.Imaging.Headers;

namespace Mien.Imaging.Codecs;

/// <summary>BI_RLE8 and BI_RLE4: pairs of count and colour; a count of 0 escapes to end of line, end, a jump or literal pixels.</summary>
internal static class BmpRunLength
{
    private const int EndOfLine = 0, EndOfPicture = 1, Jump = 2;

    /// <summary>Pixels that the runs leave out keep colour 0 of the palette, as Windows shows them.</summary>
    /// <exception cref="FormatException">The data end before the picture does.</exception>
    public static void Decode(ReadOnlySpan<byte> data, BmpHeader header, byte[] palette, Image image)
    {
        var reader = new ByteReader(data, bigEndian: false, "it ends in the middle of the picture");
        var indices = new byte[header.Width * header.Height];
        var bits = header.BitsPerPixel;
        var (x, y, at) = (0, 0, 0L);
        while (y < header.Height)
        {
            var (count, value) = (reader.U8(at), reader.U8(at + 1));
            at += 2;
            if (count > 0)
            {
                x = Put(indices, header, x, y, count, bits, _ => value);
            }
            else if (value == EndOfPicture)
            {
                break;
            }
            else if (value == EndOfLine)
            {
                (x, y) = (0, y + 1);
            }
            else if (value == Jump)
            {
                (x, y) = (x + reader.U8(at), y + reader.U8(at + 1));
                at += 2;
            }
            else
            {
                var literal = reader.Part(at, (value * bits + 7) / 8).ToArray();
                x = Put(indices, header, x, y, value, bits, i => literal[i * bits / 8]);
                at += (literal.Length + 1) / 2 * 2; // padded to 16 bits
            }
        }

        Paint(indices, header, palette, image);
    }

    // Writes count pixels of row y from x on and returns the new x; what would lie beyond the row is dropped.
    private static int Put(byte[] indices, BmpHeader header, int x, int y, int count, int bits, Func<int, byte> source)
    {
        for (var i = 0; i < count && x < header.Width; i++, x++)
        {
            var value = source(i);
            indices[y * header.Width + x] = (byte)(bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15);
        }

        return x;
    }

    private static void Paint(byte[] indices, BmpHeader header, byte[] palette, Image image)
    {
        for (var y = 0; y < header.Height; y++)
        {
            var target = BmpDecoder.TargetRow(image, header, y);
            for (var x = 0; x < header.Width; x++)
            {
                palette.AsSpan(3 * indices[y * header.Width + x], 3).CopyTo(target[(3 * x)..]);
            }
        }
    }
}
