using System.Buffers.Binary;

namespace Mien.Imaging.Tests.Files;

/// <summary>Collects the bytes of a hand-made file.</summary>
internal sealed class Bytes(bool bigEndian = false)
{
    private readonly List<byte> _content = [];

    public int Count => _content.Count;

    public byte[] ToArray() => [.. _content];

    public Bytes U8(params ReadOnlySpan<byte> values)
    {
        _content.AddRange(values);
        return this;
    }

    public Bytes Text(string ascii) => U8(System.Text.Encoding.ASCII.GetBytes(ascii));

    public Bytes U16(params ReadOnlySpan<int> values)
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (var value in values)
        {
            var number = unchecked((ushort)value);
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes, number);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
            }

            U8(bytes);
        }

        return this;
    }

    public Bytes U32(params ReadOnlySpan<long> values)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var value in values)
        {
            var number = unchecked((uint)value);
            if (bigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            }

            U8(bytes);
        }

        return this;
    }

    /// <summary>A copy of <paramref name="file"/> with bytes put in at a position.</summary>
    public static byte[] Insert(byte[] file, int at, byte[] inserted) => [.. file[..at], .. inserted, .. file[at..]];
}
