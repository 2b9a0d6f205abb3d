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
