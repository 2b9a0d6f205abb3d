using System.Buffers.Binary;

namespace Mien.Imaging.Headers;

/// <summary>Numbers at a position of untrusted bytes, in either byte order; a position outside is a <see cref="FormatException"/>.</summary>
internal readonly ref struct ByteReader(ReadOnlySpan<byte> bytes, bool bigEndian, string damaged)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public byte U8(long at) => Part(at, 1)[0];

    public ushort U16(long at) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Part(at, 2)) : BinaryPrimitives.ReadUInt16LittleEndian(Part(at, 2));

    public uint U32(long at) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Part(at, 4)) : BinaryPrimitives.ReadUInt32LittleEndian(Part(at, 4));

    public int I32(long at) => unchecked((int)U32(at));

    public ReadOnlySpan<byte> Part(long at, long count) =>
        at >= 0 && count >= 0 && at <= _bytes.Length - count ? _bytes.Slice((int)at, (int)count) : throw new FormatException(damaged);
}
