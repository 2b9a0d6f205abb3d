using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Mien.Torch.Serialization.Pth;

/// <summary>Where the entries of a zip archive lie, for archives as torch.save writes them: nothing compressed, nothing encrypted.</summary>
/// <remarks>
/// APPNOTE.TXT of PKWARE, 4.3. System.IO.Compression does not tell where an entry's bytes begin, which mapping them needs. As only stored
/// entries are read and none may overlap, an archive cannot hold more than the file is long, whatever it claims.
/// </remarks>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50, End64Signature = 0x06064b50, Locator64Signature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50, LocalSignature = 0x04034b50;
    private const int EndBytes = 22, End64Bytes = 56, Locator64Bytes = 20, EntryBytes = 46, LocalBytes = 30;
    private const int MaxDirectoryBytes = 64 << 20;
    private const int Zip64Field = 1;

    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly Dictionary<string, (long Offset, long Bytes)> _entries = [];

    private ZipDirectory(SafeFileHandle file) => (_file, _length) = (file, RandomAccess.GetLength(file));

    /// <summary>Names and places of the entries.</summary>
    public IReadOnlyDictionary<string, (long Offset, long Bytes)> Entries => _entries;

    /// <exception cref="PickleException">It is no such archive.</exception>
    public static ZipDirectory Read(SafeFileHandle file)
    {
        var directory = new ZipDirectory(file);
        var (offset, bytes, count) = directory.FindDirectory();
        if (bytes > MaxDirectoryBytes)
        {
            throw new PickleException($"its list of entries has {bytes} bytes, more than {MaxDirectoryBytes}");
        }

        directory.ReadEntries(directory.Take(offset, bytes), count);
        directory.RequireApart();
        return directory;
    }

    /// <summary>The bytes of an entry.</summary>
    public byte[] ReadEntry(string name, long mostBytes)
    {
        var (offset, bytes) = _entries[name];
        return bytes <= mostBytes ? Take(offset, bytes) : throw new PickleException($"entry '{name}' has {bytes} bytes; expected at most {mostBytes}");
    }

    private (long Offset, long Bytes, long Count) FindDirectory()
    {
        var start = Math.Max(0, _length - EndBytes - ushort.MaxValue); // a comment may follow
        var tail = Take(start, _length - start);
        for (var i = tail.Length - EndBytes; i >= 0; i--)
        {
            var end = tail.AsSpan(i);
            if (UInt32(end, 0) == EndSignature && UInt16(end, 20) == end.Length - EndBytes)
            {
                return FindDirectory64(start + i) ?? (UInt32(end, 16), UInt32(end, 12), UInt16(end, 10));
            }
        }

        throw new PickleException("its list of entries is not there; the file is cut short");
    }

    private (long Offset, long Bytes, long Count)? FindDirectory64(long end)
    {
        if (end < Locator64Bytes || Take(end - Locator64Bytes, Locator64Bytes) is var locator && UInt32(locator, 0) != Locator64Signature)
        {
            return null;
        }

        var end64 = Take(Int64(locator, 8), End64Bytes);
        return UInt32(end64, 0) == End64Signature
            ? (Int64(end64, 48), Int64(end64, 40), Int64(end64, 32))
            : throw new PickleException("its list of entries is not where it says");
    }

    private void ReadEntries(ReadOnlySpan<byte> list, long count)
    {
        for (var i = 0L; i < count; i++)
        {
            if (list.Length < EntryBytes || UInt32(list, 0) != EntrySignature)
            {
                throw new PickleException("its list of entries is damaged");
            }

            var (nameBytes, extraBytes, commentBytes) = (UInt16(list, 28), UInt16(list, 30), UInt16(list, 32));
            if (list.Length < EntryBytes + nameBytes + extraBytes + commentBytes)
            {
                throw new PickleException("its list of entries is damaged");
            }

            var name = Encoding.UTF8.GetString(list.Slice(EntryBytes, nameBytes));
            AddEntry(name, list, list.Slice(EntryBytes + nameBytes, extraBytes));
            list = list[(EntryBytes + nameBytes + extraBytes + commentBytes)..];
        }
    }

    private void AddEntry(string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        RequireUsualName(name);
        var isEncrypted = (UInt16(entry, 8) & 1) != 0;
        if (isEncrypted || UInt16(entry, 10) != 0)
        {
            throw new PickleException($"entry '{name}' is {(isEncrypted ? "encrypted" : "compressed")}, which torch.save never does; unpack it and load the parts with PyTorch");
        }

        var (bytes, packedBytes, offset) = Sizes64(UInt32(entry, 24), UInt32(entry, 20), UInt32(entry, 42), extra);
        if (bytes != packedBytes || bytes < 0)
        {
            throw new PickleException($"entry '{name}' has {packedBytes} bytes and claims {bytes}");
        }

        var local = Take(offset, LocalBytes);
        var data = offset + LocalBytes + UInt16(local, 26) + UInt16(local, 28);
        if (UInt32(local, 0) != LocalSignature || bytes > _length - data)
        {
            throw new PickleException($"entry '{name}' is not where the list says, or cut short");
        }

        if (!_entries.TryAdd(name, (data, bytes)))
        {
            throw new PickleException($"it has two entries '{name}'");
        }
    }

    // Names are only looked up here and never become files, but an archive that climbs out of its folder is none of torch.save.
    private static void RequireUsualName(string name)
    {
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || name.Split('/').Contains(".."))
        {
            throw new PickleException($"it has an entry '{name}', which leads out of the archive");
        }
    }

    private static (long Bytes, long PackedBytes, long Offset) Sizes64(long bytes, long packedBytes, long offset, ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4 && UInt16(extra, 2) <= extra.Length - 4)
        {
            var field = extra.Slice(4, UInt16(extra, 2));
            if (UInt16(extra, 0) == Zip64Field)
            {
                return (Take64(bytes, ref field), Take64(packedBytes, ref field), Take64(offset, ref field));
            }

            extra = extra[(4 + field.Length)..];
        }

        return (bytes, packedBytes, offset);
    }

    private static long Take64(long value, ref ReadOnlySpan<byte> field)
    {
        if (value != uint.MaxValue || field.Length < 8)
        {
            return value;
        }

        value = Int64(field, 0);
        field = field[8..];
        return value;
    }

    private void RequireApart()
    {
        var end = 0L;
        foreach (var (name, (offset, bytes)) in _entries.OrderBy(entry => entry.Value.Offset))
        {
            if (offset < end)
            {
                throw new PickleException($"entry '{name}' overlaps the one before it");
            }

            end = offset + bytes;
        }
    }

    private byte[] Take(long offset, long bytes)
    {
        if (offset < 0 || bytes < 0 || offset > _length || bytes > _length - offset)
        {
            throw new PickleException($"it should have {bytes} bytes at byte {offset} but has {_length} in all; the file is cut short or damaged");
        }

        var taken = new byte[bytes];
        var count = 0;
        while (count < taken.Length && RandomAccess.Read(_file, taken.AsSpan(count), offset + count) is var read and > 0)
        {
            count += read;
        }

        return count == taken.Length ? taken : throw new PickleException("it became shorter while it was read");
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);
}
