using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Mien.Torch.Serialization.Pth;

/// <summary>What torch.save wrote: one value, and where in the file the elements of its storages lie.</summary>
/// <param name="Root">The value.</param>
/// <param name="Places">Offset in bytes of the elements of each storage, by key.</param>
internal sealed record PthArchive(object? Root, IReadOnlyDictionary<string, long> Places)
{
    private const int MaxDescriptionBytes = 64 << 20;
    private const int MagicBytes = 10;
    private const int LegacyProtocol = 1001;

    /// <summary>0x1950a86a20f9469cfc6c, which files of PyTorch before 1.6 begin with.</summary>
    private static ReadOnlySpan<byte> LegacyMagic => [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    /// <summary>Reads a file of either format.</summary>
    /// <exception cref="PickleException">It is neither, or not as it should be.</exception>
    public static PthArchive Read(SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[4 + MagicBytes];
        start = start[..RandomAccess.Read(file, start, 0)];
        if (start.StartsWith("PK"u8))
        {
            return ReadZip(file);
        }

        // PROTO 2, LONG1, 10 bytes.
        return start.Length == 4 + MagicBytes && start[0] == 0x80 && start[2] == 0x8a && start[3] == MagicBytes && start[4..].SequenceEqual(LegacyMagic)
            ? ReadLegacy(file)
            : throw new PickleException(start.IsEmpty ? "it is empty" : "it is another kind of file");
    }

    /// <summary>Whether a file begins as either format does.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.StartsWith("PK"u8) || (start.Length > 3 && start[0] == 0x80 && start[2] == 0x8a);

    private static PthArchive ReadZip(SafeFileHandle file)
    {
        var directory = ZipDirectory.Read(file);
        var description = directory.Entries.Keys.Where(name => name.EndsWith("/data.pkl", StringComparison.Ordinal)).ToArray();
        if (description is not [var pickle])
        {
            throw new PickleException("it is a zip archive, but none of torch.save: those have one data.pkl");
        }

        var folder = pickle[..^"data.pkl".Length];
        if (directory.Entries.Keys.Any(name => name == folder + "constants.pkl" || name.StartsWith(folder + "code/", StringComparison.Ordinal)))
        {
            throw new PickleException("it is a TorchScript program, not weights; load it with PyTorch and save its state_dict()");
        }

        if (directory.Entries.ContainsKey(folder + "byteorder") && !directory.ReadEntry(folder + "byteorder", 16).AsSpan().SequenceEqual("little"u8))
        {
            throw new PickleException("its numbers are big-endian");
        }

        var objects = new PthObjects();
        var root = new PickleReader(new PickleCursor(directory.ReadEntry(pickle, MaxDescriptionBytes)), objects).Read();
        return new(root, objects.StoragesByKey.Values.ToDictionary(storage => storage.Key, storage => Place(directory, folder, storage)));
    }

    private static long Place(ZipDirectory directory, string folder, PthStorage storage)
    {
        if (!directory.Entries.TryGetValue($"{folder}data/{storage.Key}", out var entry))
        {
            throw new PickleException($"it refers to storage '{storage.Key}', which it does not have");
        }

        return entry.Bytes == storage.Bytes ? entry.Offset : throw new PickleException(
            $"storage '{storage.Key}' has {entry.Bytes} bytes but {storage.Count} elements of {storage.DType} need {storage.Bytes}");
    }

    // Five pickles (magic, protocol, system, value, keys), then for each key a count of elements and the elements.
    private static PthArchive ReadLegacy(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var description = new byte[Math.Min(length, MaxDescriptionBytes)];
        var count = RandomAccess.Read(file, description, 0);
        var cursor = new PickleCursor(description.AsMemory(0, count));
        var objects = new PthObjects();
        object? Next() => new PickleReader(cursor, objects).Read();

        Next();
        if (Next() is not (long)LegacyProtocol || Next() is not PickleDictionary system || system.Items.Any(item => item is ("little_endian", false)))
        {
            throw new PickleException("it has another protocol of torch.save than 1001, or its numbers are big-endian");
        }

        var root = Next();
        if (Next() is not List<object?> keys)
        {
            throw new PickleException("it does not list its storages");
        }

        return new(root, LegacyPlaces(file, cursor.Position, keys, objects.StoragesByKey));
    }

    private static Dictionary<string, long> LegacyPlaces(
        SafeFileHandle file, long offset, List<object?> keys, IReadOnlyDictionary<string, PthStorage> storages)
    {
        var length = RandomAccess.GetLength(file);
        var places = new Dictionary<string, long>();
        var head = new byte[sizeof(long)];
        foreach (var key in keys)
        {
            if (key is not string name || !storages.TryGetValue(name, out var storage))
            {
                throw new PickleException($"it lists storage '{key}', which no tensor uses");
            }

            var isThere = RandomAccess.Read(file, head, offset) == head.Length;
            offset += head.Length;
            if (!isThere || BinaryPrimitives.ReadInt64LittleEndian(head) != storage.Count || storage.Bytes > length - offset || !places.TryAdd(name, offset))
            {
                throw new PickleException($"storage '{name}' of {storage.Count} elements is not whole at byte {offset}; the file is cut short or damaged");
            }

            offset += storage.Bytes;
        }

        return storages.Keys.FirstOrDefault(key => !places.ContainsKey(key)) is { } missing
            ? throw new PickleException($"it refers to storage '{missing}', which it does not have")
            : places;
    }
}
