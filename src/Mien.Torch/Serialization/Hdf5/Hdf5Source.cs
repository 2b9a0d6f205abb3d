using Microsoft.Win32.SafeHandles;

namespace Mien.Torch.Serialization.Hdf5;

/// <summary>The bytes of a file that is not trusted: every part is held against the file's length, and all parts together against a limit.</summary>
internal sealed class Hdf5Source(SafeFileHandle file)
{
    // Keras' descriptions of large nets are a few MiB. References in circles end here, too.
    private const long MostBytes = 256 << 20, MostParts = 1 << 20;

    private long _bytes, _parts;

    public long Length { get; } = RandomAccess.GetLength(file);

    /// <summary>A part of the file, read to the memory.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="what">What messages call it.</param>
    public Hdf5Bytes Read(long address, long count, string what)
    {
        if (address < 0 || count < 0 || count > Length - address)
        {
            throw new Hdf5Exception($"{what} should have {count} bytes at byte {address} but the file has {Length}; it is cut short or damaged");
        }

        _bytes += count;
        if (_bytes > MostBytes || ++_parts > MostParts)
        {
            throw new Hdf5Exception($"its descriptions have more than {MostBytes} bytes or {MostParts} parts, or refer to one another in a circle");
        }

        var part = new byte[count];
        for (var done = 0; done < part.Length;)
        {
            var more = RandomAccess.Read(file, part.AsSpan(done), address + done);
            done += more > 0 ? more : throw new Hdf5Exception($"it ended at byte {address + done} while it was read");
        }

        return new(part, what);
    }

    /// <summary>A part that begins with four letters, which are checked and skipped.</summary>
    public Hdf5Bytes Read(long address, long count, ReadOnlySpan<byte> signature, string what)
    {
        var part = Read(address, count, what);
        return part.Take(signature.Length).Span.SequenceEqual(signature) ? part : throw new Hdf5Exception($"there is no {what} at byte {address}");
    }
}

/// <summary>Reads little-endian numbers one after the other.</summary>
internal sealed class Hdf5Bytes(ReadOnlyMemory<byte> bytes, string what)
{
    public int Position { get; private set; }

    public int Left => bytes.Length - Position;

    public int Byte() => Take(1).Span[0];

    public int UInt16() => System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public long UInt32() => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    /// <summary>An address or a size; -1, which no check lets pass, stands for "none" and for what is beyond any file.</summary>
    public long Int64() => Math.Max(-1, System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span));

    public Hdf5Bytes Skip(int count)
    {
        Take(count);
        return this;
    }

    public ReadOnlyMemory<byte> Take(long count)
    {
        if (count < 0 || count > Left)
        {
            throw new Hdf5Exception($"{what} ends at its byte {bytes.Length} where {count} more are needed behind byte {Position}");
        }

        var taken = bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    /// <summary>A part that has a reader of its own.</summary>
    public Hdf5Bytes Part(long count) => new(Take(count), what);
}
