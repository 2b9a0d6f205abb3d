using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Mien.Data.Tests.Importing;

/// <summary>Files as NumPy writes them: format 1.0, the header padded to a multiple of 64 bytes.</summary>
internal static class Npy
{
    public static byte[] Text(string text) =>
        File(string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<U{text.Length}', 'fortran_order': False, 'shape': (), }}"), Encoding.UTF32.GetBytes(text));

    public static byte[] Doubles(string shape, params double[] values)
    {
        var data = new byte[values.Length * 8];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(index * 8), values[index]);
        }

        return File($"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}", data);
    }

    public static byte[] File(string header, byte[] data)
    {
        var padded = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + '\n';
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)padded.Length, (byte)(padded.Length >> 8), .. Encoding.Latin1.GetBytes(padded), .. data];
    }
}
