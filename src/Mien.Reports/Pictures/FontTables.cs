using System.Buffers.Binary;
using System.Text;

namespace Mien.Reports;

/// <summary>The table cmap of a font: which glyph a character has. Subtables of format 12 are read, those that know all characters.</summary>
/// <exception cref="ArgumentException">From any member: the table is cut short.</exception>
internal sealed class CharacterMap
{
    private readonly byte[] _table;
    private readonly int _start;

    public CharacterMap(byte[] table)
    {
        _table = table;
        var count = BinaryPrimitives.ReadUInt16BigEndian(table.AsSpan(2));
        _start = Enumerable.Range(0, count).Select(index => (int)BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(8 + (index * 8))))
            .Where(start => start >= 0 && start <= table.Length - 16 && BinaryPrimitives.ReadUInt16BigEndian(table.AsSpan(start)) == 12)
            .DefaultIfEmpty(-1).First();
        if (_start < 0)
        {
            throw new FormatException("It has no map of all characters.");
        }
    }

    /// <summary>The glyph of a character; null where the font lacks it.</summary>
    public int? GlyphOf(Rune character)
    {
        var groups = _table.AsSpan(_start + 16);
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(_table.AsSpan(_start + 12)), (uint)(groups.Length / 12));
        for (var index = 0; index < count; index++)
        {
            var group = groups.Slice(index * 12, 12);
            var first = BinaryPrimitives.ReadUInt32BigEndian(group);
            if (character.Value >= first && character.Value <= BinaryPrimitives.ReadUInt32BigEndian(group[4..]))
            {
                var glyph = BinaryPrimitives.ReadUInt32BigEndian(group[8..]) + ((uint)character.Value - first);
                return glyph <= ushort.MaxValue ? (int)glyph : null;
            }
        }

        return null;
    }
}

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
