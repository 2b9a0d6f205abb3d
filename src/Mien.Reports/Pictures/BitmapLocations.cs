using System.Buffers.Binary;

namespace Mien.Reports;

/// <summary>Where a bitmap lies in the table CBDT.</summary>
/// <param name="ImageFormat">What is in front of the PNG.</param>
/// <param name="Offset">From the start of the table.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct BitmapPlace(int ImageFormat, long Offset, long Length);

/// <summary>The table CBLC of a font: where the bitmap of a glyph lies. The largest size is taken; indices of formats 1 and 3 are read.</summary>
/// <exception cref="ArgumentException">From any member: the table is cut short.</exception>
internal sealed class BitmapLocations
{
    private const int SizeBytes = 48;
    private readonly byte[] _table;
    private readonly int _array;
    private readonly uint _count;

    public BitmapLocations(byte[] table)
    {
        _table = table;
        var sizes = Math.Min(U32(4), (uint)((table.Length - 8) / SizeBytes));
        if (sizes == 0)
        {
            throw new FormatException("It has no sizes.");
        }

        var largest = Enumerable.Range(0, (int)sizes).Select(index => 8 + (index * SizeBytes)).MaxBy(size => table[size + 45]);
        _array = Position(U32(largest));
        _count = Math.Min(U32(largest + 8), (uint)(table.Length / 8));
    }

    /// <summary>The bitmap of a glyph; null where it has none.</summary>
    public BitmapPlace? Find(int glyph)
    {
        for (var index = 0; index < _count; index++)
        {
            var entry = _array + (index * 8);
            var (first, last) = (U16(entry), U16(entry + 2));
            if (glyph >= first && glyph <= last)
            {
                return Place(Position((long)_array + U32(entry + 4)), glyph - first);
            }
        }

        return null;
    }

    private BitmapPlace? Place(int subtable, int index)
    {
        var (start, end) = U16(subtable) switch
        {
            1 => (U32(subtable + 8 + (index * 4)), U32(subtable + 12 + (index * 4))),
            3 => (U16(subtable + 8 + (index * 2)), U16(subtable + 10 + (index * 2))),
            var other => throw new FormatException($"Indices of format {other} are not read."),
        };
        return end > start ? new(U16(subtable + 2), (long)U32(subtable + 4) + start, end - start) : null;
    }

    private int Position(long offset) => offset < _table.Length ? (int)offset : throw new FormatException("An index lies outside its table.");

    private uint U32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(_table.AsSpan(offset));

    private ushort U16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(_table.AsSpan(offset));
}
