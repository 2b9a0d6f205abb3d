using System.Buffers.Binary;

namespace Mien.Imaging.Codecs;

/// <summary>Writes 24-bit bottom-up BMP files, which every reader takes.</summary>
internal static class BmpEncoder
{
    private const int HeaderBytes = 54;

    public static byte[] Encode(Image image)
    {
        var rgb = Colour.ToRgb(image);
        var rowBytes = (rgb.Width * 3 + 3) / 4 * 4;
        var bytes = new byte[checked(HeaderBytes + rowBytes * rgb.Height)];
        WriteHeader(bytes, rgb.Width, rgb.Height);
        for (var y = 0; y < rgb.Height; y++)
        {
            WriteRow(rgb.Row(rgb.Height - 1 - y), bytes.AsSpan(HeaderBytes + y * rowBytes, rowBytes));
        }

        return bytes;
    }

    private static void WriteHeader(Span<byte> bytes, int width, int height)
    {
        bytes[0] = (byte)'B';
        bytes[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(bytes[2..], bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[10..], HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[14..], 40);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[18..], width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[22..], height);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[26..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[28..], 24);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[34..], bytes.Length - HeaderBytes);
    }

    private static void WriteRow(ReadOnlySpan<byte> rgb, Span<byte> bgr)
    {
        for (var i = 0; i < rgb.Length; i += 3)
        {
            (bgr[i], bgr[i + 1], bgr[i + 2]) = (rgb[i + 2], rgb[i + 1], rgb[i]);
        }
    }
}
