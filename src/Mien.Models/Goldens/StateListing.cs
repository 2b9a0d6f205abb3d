using Mien.Core;

namespace Mien.Models.Goldens;

/// <summary>One entry of a state dict: checkpoint name, shape, and dtype in PyTorch's spelling ("float32", "int64").</summary>
internal sealed record StateEntry(string Name, IReadOnlyList<long> Shape, string DType)
{
    public override string ToString() => $"{Name} ({string.Join(", ", Shape)}) {DType}";
}

/// <summary>The names, shapes and dtypes of a model's state dict, in its order.</summary>
internal sealed record StateListing(IReadOnlyList<StateEntry> Entries)
{
    private const int MostReported = 20;

    /// <summary>
    /// Finds and reads the listing of a golden file: <c>../state_dicts/NAME.json</c> beside its folder, or <c>state_dicts/NAME.json</c> in it.
    /// </summary>
    /// <param name="goldenPath">The golden file.</param>
    /// <param name="names">Names to try in turn: the model's own and that of the net it is a variant of.</param>
    /// <exception cref="MienException">No such file, or not a listing.</exception>
    public static StateListing Find(string goldenPath, IEnumerable<string> names)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(goldenPath))!;
        string[] folders = [Path.GetFullPath(Path.Combine(folder, "..", "state_dicts")), Path.Combine(folder, "state_dicts")];
        string[] candidates = [.. names.Distinct().SelectMany(name => folders.Select(place => Path.Combine(place, name + ".json")))];
        var path = candidates.FirstOrDefault(File.Exists)
            ?? throw new MienException($"Expected the names of the weights in '{candidates[0]}' but there is no such file.");
        var entries = GoldenJson.Read<List<StateEntry>>(path);
        var repeated = entries.GroupBy(entry => entry.Name).FirstOrDefault(group => group.Count() > 1);
        return repeated is null
            ? new StateListing(entries)
            : throw new MienException($"Expected every name once in '{path}' but '{repeated.Key}' is there {repeated.Count()} times.");
    }

    /// <summary>
    /// The number k of each tensor in the weight formula: its place among the floating-point entries. Counters
    /// (<c>num_batches_tracked</c>) and index buffers have none and are left as they are.
    /// </summary>
    public IReadOnlyDictionary<string, uint> FormulaNumbers() => Entries
        .Where(entry => entry.DType.StartsWith("float", StringComparison.Ordinal) && !entry.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
        .Select((entry, index) => (entry.Name, Number: (uint)index))
        .ToDictionary(pair => pair.Name, pair => pair.Number);

    /// <summary>Throws one message with every difference between this listing and <paramref name="actual"/>, the order included.</summary>
    /// <exception cref="MienException">They differ.</exception>
    public void RequireSame(IReadOnlyList<StateEntry> actual)
    {
        var expectedNames = Entries.Select(entry => entry.Name).ToHashSet();
        var actualByName = actual.ToDictionary(entry => entry.Name);
        List<string> problems =
        [
            .. Entries.Where(entry => !actualByName.ContainsKey(entry.Name)).Select(entry => $"missing: {entry}"),
            .. actual.Where(entry => !expectedNames.Contains(entry.Name)).Select(entry => $"unexpected: {entry}"),
            .. Entries.Where(entry => actualByName.TryGetValue(entry.Name, out var ours) && ours.ToString() != entry.ToString())
                .Select(entry => $"differs: expected {entry} but the model has {actualByName[entry.Name]}"),
        ];
        if (problems.Count == 0)
        {
            problems.AddRange(Entries.Zip(actual).Where(pair => pair.First.Name != pair.Second.Name).Take(1)
                .Select(pair => $"order: expected {pair.First.Name} where the model has {pair.Second.Name}"));
        }

        if (problems.Count > 0)
        {
            var more = problems.Count > MostReported ? $"\n  and {problems.Count - MostReported} more" : "";
            throw new MienException(
                $"The weights of the model are not those of the listing ({Entries.Count} expected, {actual.Count} found):\n  "
                + string.Join("\n  ", problems.Take(MostReported)) + more);
        }
    }
}
