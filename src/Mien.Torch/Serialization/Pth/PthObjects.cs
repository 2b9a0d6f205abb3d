using System.Collections.Immutable;

namespace Mien.Torch.Serialization.Pth;

/// <summary>
/// All that a file of weights may name: ordered dictionaries, and what PyTorch describes tensors by. Everything else is refused with its
/// name, because in Python it would be imported and could be called.
/// </summary>
internal sealed class PthObjects
{
    /// <summary>The most dimensions that <see cref="Tensor"/> describes.</summary>
    private const int MaxRank = 8;

    /// <summary>A tensor that repeats elements of its storage may have this many elements at most.</summary>
    private const long MaxRepeated = 1 << 20;

    /// <summary>The most entries that all calls together may copy from lists: one list can be named any number of times.</summary>
    private const long MaxCopied = 1 << 20;

    private static readonly Dictionary<string, DType> Storages = new()
    {
        ["FloatStorage"] = DType.Float32, ["DoubleStorage"] = DType.Float64, ["HalfStorage"] = DType.Float16, ["BFloat16Storage"] = DType.BFloat16,
        ["LongStorage"] = DType.Int64, ["IntStorage"] = DType.Int32, ["ShortStorage"] = DType.Int16, ["CharStorage"] = DType.Int8,
        ["ByteStorage"] = DType.UInt8, ["BoolStorage"] = DType.Bool,
    };

    private static readonly HashSet<string> TypeNames =
        ["float16", "float32", "float64", "bfloat16", "uint8", "int8", "int16", "int32", "int64", "bool", "half", "float", "double", "long", "int", "short"];

    private static readonly Dictionary<string, PickleCallable> Callables = new PickleCallable[]
    {
        new("collections.OrderedDict", Dictionary),
        new("torch._utils._rebuild_tensor", Tensor),
        new("torch._utils._rebuild_tensor_v2", Tensor),
        new("torch._utils._rebuild_parameter", arguments => arguments is [PthTensor tensor, ..] ? tensor : throw Mismatch("a parameter")),
        new("torch.Size", arguments => arguments is [object?[] sizes] ? sizes : throw Mismatch("a size")),
        new("torch.device", arguments => arguments is [string device, ..] ? device : throw Mismatch("a device")),
    }.ToDictionary(callable => callable.Name);

    private readonly Dictionary<string, PthStorage> _storages = [];
    private long _copied;

    /// <summary>The storages that were mentioned, by key.</summary>
    public IReadOnlyDictionary<string, PthStorage> StoragesByKey => _storages;

    /// <summary>What a pickle means by a name.</summary>
    /// <exception cref="PickleException">It is not on the list.</exception>
    public static object Find(string module, string name)
    {
        if (module is "torch" or "torch.cuda" && Storages.TryGetValue(name, out var dtype))
        {
            return new StorageType(dtype);
        }

        if (module == "torch" && TypeNames.Contains(name))
        {
            return name;
        }

        return Callables.TryGetValue($"{module}.{name}", out var callable) ? callable : throw new PickleException(
            $"it asks for '{module}.{name}', which is no part of weights and in Python could run a program. Only tensors, numbers, text and "
            + "containers are read; if you trust the file, load it with PyTorch and save model.state_dict() alone");
    }

    /// <summary>Makes what a pickle calls for.</summary>
    public object? Call(object? callable, object? arguments)
    {
        if ((callable, arguments) is not (PickleCallable known, object?[] list))
        {
            throw new PickleException("it calls something that cannot be called");
        }

        _copied += list is [List<object?> pairs] ? pairs.Count : 0;
        return _copied <= MaxCopied ? known.Make(list) : throw new PickleException($"it makes dictionaries of more than {MaxCopied} entries of lists");
    }

    /// <summary>The storage of an identity ('storage', type, key, location, count), in old files with a view of it behind.</summary>
    public PthStorage FindStorage(object? identity)
    {
        if (identity is not object?[] { Length: 5 or 6 } parts || parts is not ["storage", StorageType type, string key, string, long count, ..])
        {
            throw new PickleException("it refers to something outside of itself that is no storage of numbers");
        }

        if (parts.Length == 6 && parts[5] is not null)
        {
            throw new PickleException($"storage '{key}' is a view of another one, as PyTorch before 0.4 wrote it; load and save it with a newer one");
        }

        if (count < 0 || count > long.MaxValue / type.DType.ElementBytes())
        {
            throw new PickleException($"storage '{key}' claims {count} elements");
        }

        var storage = new PthStorage(key, type.DType, count);
        return _storages.TryAdd(key, storage) || _storages[key] == storage
            ? storage
            : throw new PickleException($"storage '{key}' is described in two ways");
    }

    private static PickleDictionary Dictionary(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        var pairs = arguments switch
        {
            [] => [],
            [List<object?> list] => list,
            _ => throw Mismatch("an ordered dictionary"),
        };
        foreach (var pair in pairs)
        {
            var (key, value) = pair switch
            {
                object?[] { Length: 2 } tuple => (tuple[0], tuple[1]),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw Mismatch("an ordered dictionary"),
            };
            dictionary.Set(key, value);
        }

        return dictionary;
    }

    // (storage, offset, sizes, strides, ...): what follows concerns gradients.
    private static PthTensor Tensor(object?[] arguments)
    {
        if (arguments is not [PthStorage storage, long offset, object?[] sizes, object?[] strides, ..])
        {
            throw Mismatch("a tensor");
        }

        var (shape, steps) = (WholeNumbers(sizes, "sizes"), WholeNumbers(strides, "strides"));
        if (shape.Length != steps.Length || shape.Length > MaxRank)
        {
            throw new PickleException($"a tensor has {shape.Length} sizes and {steps.Length} strides; expected as many of both, at most {MaxRank}");
        }

        var count = shape.Aggregate((Int128)1, (product, size) => product * Math.Max(size, 1) is var next && next <= long.MaxValue
            ? next
            : throw new PickleException($"a tensor of shape {Shapes.Text(shape.AsSpan())} is larger than any memory"));
        var last = shape.Zip(steps).Aggregate((Int128)offset, (sum, pair) => sum + ((Int128)Math.Max(pair.First - 1, 0) * pair.Second));
        if (offset < 0 || (!shape.Contains(0) && last >= storage.Count))
        {
            throw new PickleException(
                $"a tensor of shape {Shapes.Text(shape.AsSpan())} with strides {Shapes.Text(steps.AsSpan())} from {offset} reaches outside of storage '{storage.Key}', which has {storage.Count} elements");
        }

        return count <= Math.Max(storage.Count, MaxRepeated)
            ? new(storage, offset, shape, steps)
            : throw new PickleException($"a tensor of shape {Shapes.Text(shape.AsSpan())} repeats the {storage.Count} elements of storage '{storage.Key}' more than weights do");
    }

    private static ImmutableArray<long> WholeNumbers(object?[] values, string what) =>
        [.. values.Select(value => value is long and >= 0 ? (long)value : throw new PickleException($"a tensor has {what} ({string.Join(", ", values.Take(MaxRank))}); expected whole numbers from 0 to 2^63 - 1"))];

    private static PickleException Mismatch(string what) => new($"it describes {what} in a way that PyTorch does not");
}
