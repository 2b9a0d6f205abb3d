using System.Globalization;

namespace Mien.Torch.Serialization.Pth;

/// <summary>Finds the weights in what a file holds: bare, or under some name of a training script's checkpoint.</summary>
internal sealed class StateDictFinder
{
    private const int MaxDepth = 3;

    /// <summary>What the field's scripts call the weights of a model, the likeliest first.</summary>
    private static readonly string[] UsualNames =
        ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "weights", "params", "model_ema", "state_dict_ema", "ema"];

    /// <summary>What wrappers of PyTorch put in front of every name: DataParallel and compile.</summary>
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    private readonly List<string> _remarks = [];
    private readonly List<(string Name, PthEntry Entry)> _entries = [];

    private StateDictFinder()
    {
    }

    /// <summary>The weights in their order.</summary>
    public IReadOnlyList<(string Name, PthEntry Entry)> Entries => _entries;

    /// <summary>What had to be decided on the way, as sentences.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <exception cref="PickleException">There are no weights in it, or several.</exception>
    public static StateDictFinder Find(object? root)
    {
        var finder = new StateDictFinder();
        finder.Take(finder.FindState(root));
        foreach (var wrapper in Wrappers)
        {
            finder.RemovePrefix(wrapper);
        }

        finder.RequireUnique();
        return finder;
    }

    private PickleDictionary FindState(object? root)
    {
        List<string> path = [];
        for (var depth = 0; depth <= MaxDepth; depth++)
        {
            var dictionary = root as PickleDictionary ?? throw new PickleException($"it holds {Describe(root)}; expected a dictionary of tensors by name");
            if (dictionary.Items.Any(item => item.Value is PthTensor) || dictionary.Items.Count == 0)
            {
                if (path.Count > 0)
                {
                    _remarks.Add($"The weights are those under '{string.Join("' in '", path)}' of the file.");
                }

                return dictionary;
            }

            (var name, root) = Descend(dictionary);
            path.Insert(0, name);
        }

        throw new PickleException("it has dictionaries in dictionaries but no tensors by name");
    }

    private (string Name, object? Value) Descend(PickleDictionary dictionary)
    {
        var inner = dictionary.Items.Where(item => item is (string, PickleDictionary)).Select(item => (Name: (string)item.Key!, item.Value)).ToArray();
        var usual = UsualNames.SelectMany(name => inner.Where(item => item.Name == name)).ToArray();
        if (usual.Length > 1)
        {
            _remarks.Add($"The file also has '{string.Join("', '", usual.Skip(1).Select(item => item.Name))}', which was not read.");
        }

        return usual is [var first, ..] ? first
            : inner is [var only] ? only
            : throw new PickleException(
                $"it has no tensors by name, and under {string.Join(", ", UsualNames.Take(5).Select(name => $"'{name}'"))} nothing either; it holds "
                + string.Join(", ", dictionary.Items.Take(10).Select(item => $"'{item.Key}'")));
    }

    private void Take(PickleDictionary state)
    {
        List<string> left = [];
        foreach (var (key, value) in state.Items)
        {
            PthEntry? entry = value switch
            {
                PthTensor tensor => tensor,
                bool truth => new PthNumber(DType.Bool, truth ? 1 : 0),
                long whole => new PthNumber(DType.Int64, whole),
                double real => new PthNumber(DType.Float32, real),
                _ => null,
            };
            if (entry is not null && key is string name)
            {
                _entries.Add((name, entry));
            }
            else
            {
                left.Add(string.Create(CultureInfo.InvariantCulture, $"'{key}' ({Describe(value)})"));
            }
        }

        if (left.Count > 0)
        {
            _remarks.Add($"Beside the weights there are {string.Join(", ", left.Take(10))}{(left.Count > 10 ? ", ..." : "")}, which were not read.");
        }
    }

    private void RemovePrefix(string prefix)
    {
        if (_entries.Count == 0 || !_entries.All(item => item.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return;
        }

        _remarks.Add($"All names begin with '{prefix}', which was taken off.");
        for (var i = 0; i < _entries.Count; i++)
        {
            _entries[i] = (_entries[i].Name[prefix.Length..], _entries[i].Entry);
        }
    }

    private void RequireUnique()
    {
        var names = new HashSet<string>();
        if (_entries.FirstOrDefault(item => !names.Add(item.Name)) is (string twice, _))
        {
            throw new PickleException($"it has two tensors '{twice}'");
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "nothing",
        PickleDictionary => "a dictionary",
        List<object?> or object?[] => "a list",
        PthTensor => "one tensor without a name",
        string => "a text",
        long or double or bool or System.Numerics.BigInteger => "a number",
        _ => "something else",
    };
}
