using System.Collections.Immutable;

namespace Mien.Torch.Serialization.Pth;

/// <summary>A dictionary of a pickle in its order; an equal text as key replaces the earlier one, as in Python.</summary>
internal sealed class PickleDictionary
{
    /// <summary>Each use of a key reads all of it, and one text can be used any number of times.</summary>
    private const int MaxKeyLength = 10_000;

    private readonly Dictionary<string, int> _indexOf = [];
    private readonly List<(object? Key, object? Value)> _items = [];

    public IReadOnlyList<(object? Key, object? Value)> Items => _items;

    /// <exception cref="PickleException">The key is longer than any name.</exception>
    public void Set(object? key, object? value)
    {
        if (key is string { Length: > MaxKeyLength } name)
        {
            throw new PickleException($"it has a name of {name.Length} characters; expected at most {MaxKeyLength}");
        }

        if (key is string text && !_indexOf.TryAdd(text, _items.Count))
        {
            _items[_indexOf[text]] = (key, value);
            return;
        }

        _items.Add((key, value));
    }
}

/// <summary>Something that a pickle may name and call; what it makes is up to us and never code of the file.</summary>
/// <param name="Name">Module and name, such as "collections.OrderedDict".</param>
/// <param name="Make">Makes the value from the arguments.</param>
internal sealed record PickleCallable(string Name, Func<object?[], object?> Make);

/// <summary>The type of a storage, which stands in the identities of storages.</summary>
/// <param name="DType">Its elements.</param>
internal sealed record StorageType(DType DType);

/// <summary>Elements that lie one after the other in the file.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="DType">Its elements.</param>
/// <param name="Count">Their number.</param>
internal sealed record PthStorage(string Key, DType DType, long Count)
{
    /// <summary>Size in the file.</summary>
    public long Bytes => Count * DType.ElementBytes();
}

/// <summary>A tensor of the file, or a plain number that stands for one.</summary>
internal abstract record PthEntry(DType DType, ImmutableArray<long> Shape)
{
    /// <summary>Bytes of all elements, each counted once.</summary>
    public long Bytes => Shape.Aggregate((long)DType.ElementBytes(), (bytes, size) => bytes * size);
}

/// <summary>A view of a storage; checked to lie inside it.</summary>
internal sealed record PthTensor(PthStorage Storage, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides)
    : PthEntry(Storage.DType, Shape)
{
    /// <summary>Elements of the storage from the first to the last that the tensor uses; 0 for an empty one.</summary>
    public long Extent => Shape.Contains(0) ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();
}

/// <summary>A plain number, such as a "num_batches_tracked" of old files.</summary>
internal sealed record PthNumber(DType DType, double Value) : PthEntry(DType, []);
