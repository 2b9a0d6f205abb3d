using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>Writes arrays of float32 for NumPy (.npy, format 1.0).</summary>
public static class NumpyWriter
{
    private const int Alignment = 64;

    /// <summary>Writes an array with two dimensions; the file appears whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="values">Row by row, as many as the product.</param>
    /// <exception cref="ArgumentException">There are more or fewer values.</exception>
    /// <exception cref="IOException">The disk is full or the like.</exception>
    public static void Write(string path, int rows, int columns, ReadOnlySpan<float> values)
    {
        if (values.Length != (long)rows * columns)
        {
            throw new ArgumentException($"Expected {rows} x {columns} values but got {values.Length}.", nameof(values));
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
        var start = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[start + (values.Length * sizeof(float))];
        ReadOnlySpan<byte> magic = [0x93, .. "NUMPY"u8, 1, 0];
        magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(start - 10));
        Encoding.ASCII.GetBytes(text.PadRight(start - 11) + "\n").CopyTo(bytes, 10);
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(start + (index * sizeof(float))), values[index]);
        }

        AtomicFile.WriteBytes(path, bytes);
    }
}
