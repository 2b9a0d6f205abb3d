namespace Mien.Imaging.Headers;

/// <summary>The first directory of a TIFF structure, which is a TIFF file or the content of an EXIF block (TIFF 6.0, section 2).</summary>
internal readonly ref struct TiffDirectory
{
    private const int EntryBytes = 12;
    private readonly ByteReader _reader;
    private readonly long _first;
    private readonly int _count;

    /// <exception cref="FormatException">The structure is damaged.</exception>
    public TiffDirectory(ReadOnlySpan<byte> bytes, string damaged)
    {
        var bigEndian = bytes switch
        {
            [(byte)'I', (byte)'I', 42, 0, ..] => false,
            [(byte)'M', (byte)'M', 0, 42, ..] => true,
            _ => throw new FormatException(damaged),
        };
        _reader = new ByteReader(bytes, bigEndian, damaged);
        var directory = _reader.U32(4);
        _count = _reader.U16(directory);
        _first = directory + 2L;
    }

    /// <summary>The first value of a tag that holds whole numbers (BYTE, SHORT or LONG), or null where the tag is missing or of another type.</summary>
    /// <exception cref="FormatException">The directory reaches beyond the end.</exception>
    public uint? Find(int tag)
    {
        for (var index = 0; index < _count; index++)
        {
            var entry = _first + (long)index * EntryBytes;
            if (_reader.U16(entry) == tag)
            {
                return FirstValue(entry);
            }
        }

        return null;
    }

    private uint? FirstValue(long entry)
    {
        var (type, count) = (_reader.U16(entry + 2), _reader.U32(entry + 4));
        const int Byte = 1, Short = 3, Long = 4;
        var size = type switch { Byte => 1, Short => 2, Long => 4, _ => 0 };
        if (size == 0 || count == 0)
        {
            return null;
        }

        // Up to four bytes stand in the entry itself, more stand where it points.
        var at = count * (long)size <= 4 ? entry + 8 : _reader.U32(entry + 8);
        return type switch { Byte => _reader.U8(at), Short => _reader.U16(at), _ => _reader.U32(at) };
    }
}
