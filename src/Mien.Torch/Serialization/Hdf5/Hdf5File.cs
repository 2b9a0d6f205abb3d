using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Mien.Torch.Serialization.Hdf5;

/// <summary>
/// Reads the part of HDF5 that h5py writes unless told otherwise (superblock 0, object headers 1, groups as B-trees of symbols), which is
/// what Keras saves: groups, attributes of text, and arrays that lie in one piece. All else is refused by its name.
/// </summary>
/// <remarks>
/// As in "HDF5 File Format Specification Version 2.0" of The HDF Group. Not by libhdf5: of 3000 copies of a small file with a few bytes
/// changed, version 1.10.8 crashed on 39 and hung on 13, and files of weights come from strangers.
/// </remarks>
internal sealed class Hdf5File(SafeFileHandle file)
{
    private const string NewFormat = "it is written in the newer format of HDF5 (libver='latest'), which Keras does not write; copy it with h5py's defaults";
    private const int RootAddressAt = 64, HeaderBytes = 16, SymbolBytes = 40, LinkCacheType = 2, MostMessages = 4096, MostNameBytes = 4096;

    private readonly Hdf5Source _source = new(file);

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    public long Length => _source.Length;

    /// <summary>Whether a file that begins so is one of HDF5.</summary>
    public static bool Accepts(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    /// <summary>The group that holds all others.</summary>
    public Hdf5Object Root()
    {
        var block = _source.Read(0, RootAddressAt + 8, "the superblock");
        if (!block.Take(8).Span.SequenceEqual(Signature))
        {
            throw new Hdf5Exception("it is another kind of file");
        }

        if (block.Byte() is not 0)
        {
            throw new Hdf5Exception(NewFormat);
        }

        if ((block.Skip(4).Byte(), block.Byte()) is not (8, 8) || block.Skip(9).Int64() is not 0)
        {
            throw new Hdf5Exception("its addresses are not of 8 bytes from the beginning of the file");
        }

        return Open(block.Skip(RootAddressAt - block.Position).Int64());
    }

    /// <summary>The object at an address: its messages, by type.</summary>
    public Hdf5Object Open(long address)
    {
        var prefix = _source.Read(address, HeaderBytes, "an object header");
        if (prefix.Byte() is not 1)
        {
            throw new Hdf5Exception(NewFormat);
        }

        var count = prefix.Skip(1).UInt16();
        var size = prefix.Skip(4).UInt32();
        var messages = new List<Hdf5Message>();
        var chunks = new Queue<Hdf5Bytes>([_source.Read(address + HeaderBytes, size, "an object header")]);
        while (chunks.TryDequeue(out var chunk))
        {
            while (chunk.Left >= 8 && messages.Count < count)
            {
                messages.Add(ReadMessage(chunk));
                if (messages[^1].Type is Hdf5Message.Continuation)
                {
                    var place = messages[^1].Open();
                    chunks.Enqueue(_source.Read(place.Int64(), place.Int64(), "an object header's continuation"));
                }
            }
        }

        return messages.Count <= MostMessages ? new(this, messages) : throw new Hdf5Exception($"an object has more than {MostMessages} descriptions");
    }

    /// <summary>The members of a group by name.</summary>
    public Dictionary<string, long> Members(long tree, long heap)
    {
        var head = _source.Read(heap, 32, "HEAP"u8, "heap of names").Skip(4);
        var names = new Names(_source, Size: head.Int64(), Address: head.Skip(8).Int64());
        var members = new Dictionary<string, long>();
        AddMembers(tree, level: null, names, members);
        return members;
    }

    /// <summary>A text that lies elsewhere, in a global heap.</summary>
    public ReadOnlyMemory<byte> Heaped(long address, long index, long length)
    {
        var size = _source.Read(address, 16, "GCOL"u8, "global heap").Skip(4).Int64();
        var heap = _source.Read(address, size, "global heap").Skip(16);
        while (heap.Left >= 16)
        {
            var number = heap.UInt16();
            var bytes = heap.Skip(6).Int64();
            if (number == index)
            {
                return heap.Take(bytes)[..(int)Math.Min(length, bytes)];
            }

            if (number == 0)
            {
                break; // what is free
            }

            heap.Take(Math.Min(heap.Left, (bytes + 7) & ~7L));
        }

        throw new Hdf5Exception($"it refers to text {index} of the heap at byte {address}, which is not there");
    }

    private static Hdf5Message ReadMessage(Hdf5Bytes chunk)
    {
        var (type, size, flags) = (chunk.UInt16(), chunk.UInt16(), chunk.Byte());
        return new(type, chunk.Skip(3).Take(size), IsShared: (flags & 2) != 0);
    }

    // Levels fall by one from node to node, so that no circle goes on.
    private void AddMembers(long address, int? level, Names names, Dictionary<string, long> members)
    {
        var node = _source.Read(address, 24, "TREE"u8, "tree of a group");
        var (type, own, count) = (node.Byte(), node.Byte(), node.UInt16());
        if (type != 0 || own != (level ?? own))
        {
            throw new Hdf5Exception($"the tree of a group at byte {address} is not in order");
        }

        var entries = _source.Read(address + 24, (count * 16L) + 8, "a tree of a group");
        for (var i = 0; i < count; i++)
        {
            var child = entries.Skip(8).Int64();
            if (own > 0)
            {
                AddMembers(child, own - 1, names, members);
            }
            else
            {
                AddSymbols(child, names, members);
            }
        }
    }

    private void AddSymbols(long address, Names names, Dictionary<string, long> members)
    {
        var count = _source.Read(address, 8, "SNOD"u8, "node of symbols").Skip(2).UInt16();
        var entries = _source.Read(address + 8, count * (long)SymbolBytes, "a node of symbols");
        for (var i = 0; i < count; i++)
        {
            var name = names.At(entries.Int64());
            var (header, cache) = (entries.Int64(), entries.UInt32());
            entries.Skip(20);
            if (!members.TryAdd(name, cache == LinkCacheType ? -1 : header))
            {
                throw new Hdf5Exception($"a group has '{name}' twice");
            }
        }
    }

    private sealed record Names(Hdf5Source Source, long Size, long Address)
    {
        public string At(long offset)
        {
            var text = Source.Read(Address + Math.Max(0, offset), Math.Clamp(Size - offset, 0, MostNameBytes), "a name").Take(Math.Clamp(Size - offset, 0, MostNameBytes)).Span;
            var end = text.IndexOf((byte)0);
            return end > 0 ? Encoding.UTF8.GetString(text[..end]) : throw new Hdf5Exception($"a name at byte {Address + offset} is empty or does not end");
        }
    }
}
