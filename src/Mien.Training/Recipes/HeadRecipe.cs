using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Training;

/// <summary>The last layers of a network, where they are not those of the architecture.</summary>
public sealed record HeadRecipe
{
    private const int LargestSize = 65_536;

    /// <summary>The heads by their names, with the sizes and rates that they have unless others are given.</summary>
    internal static readonly ImmutableArray<HeadRecipe> All =
    [
        new() { Name = "classifier", Dropout = [0] },
        new() { Name = "vgg-top", Sizes = [4096, 4096], Dropout = [0.2, 0.5, 0.5] },
        new() { Name = "affect", Dropout = [0.2] },
    ];

    /// <summary>As in recipes: classifier, vgg-top or affect.</summary>
    public required string Name { get; init; }

    /// <summary>Features of the hidden layers: two for vgg-top; none or one, in each branch, for affect; none for classifier.</summary>
    public ImmutableArray<int> Sizes { get; init; } = [];

    /// <summary>Probabilities of dropout, in [0, 1): for vgg-top on the features and behind each hidden layer; one for the others.</summary>
    public ImmutableArray<double> Dropout { get; init; } = [];

    /// <summary>Why it cannot be built; null when it can.</summary>
    internal string? Problem => All.FirstOrDefault(head => head.Name == Name) is not { } usual ? $"expected one of {string.Join(", ", All.Select(head => head.Name))} but got '{Name}'"
        : Sizes.Length != usual.Sizes.Length && !(Name == "affect" && Sizes.Length == 1) ? $"expected {(Name == "affect" ? "no or 1 size" : $"{usual.Sizes.Length} sizes")} for {Name} but got {Sizes.Length}"
        : Sizes.Any(size => size is < 1 or > LargestSize) ? $"expected sizes from 1 to {LargestSize}"
        : Dropout.Length != usual.Dropout.Length ? $"expected {usual.Dropout.Length} rates of dropout for {Name} but got {Dropout.Length}"
        : Dropout.Any(rate => rate is not (>= 0 and < 1)) ? "expected rates of dropout from 0 to below 1"
        : null;

    /// <inheritdoc/>
    public bool Equals(HeadRecipe? other) => other is not null && Name == other.Name && Sizes.SequenceEqual(other.Sizes) && Dropout.SequenceEqual(other.Dropout);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Sizes.Length, Dropout.Length);
}

internal sealed class HeadFormat : ValueFormat
{
    private const string NameKey = "name", SizesKey = "sizes", DropoutKey = "dropout";

    public override string Expected => $"{string.Join(", ", Words)}, or {{name: ..., sizes: [...], dropout: [...]}}";

    public override IEnumerable<string> Words => HeadRecipe.All.Select(head => head.Name);

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = node switch
        {
            ScalarNode word => HeadRecipe.All.FirstOrDefault(head => head.Name == word.Text),
            MapNode map when map.Find(NameKey)?.Value is ScalarNode name && map.Entries.All(entry => entry.Key.Text is NameKey or SizesKey or DropoutKey) => Read(name.Text, map, problems),
            _ => null,
        };
        return value is not null;
    }

    public override ConfigNode Write(object? value)
    {
        var head = (HeadRecipe)value!;
        return Map(
        [
            (NameKey, Word(head.Name)),
            (SizesKey, List(head.Sizes.Select(size => NumberFormat.WriteNumber(size)))),
            (DropoutKey, List(head.Dropout.Select(NumberFormat.WriteNumber))),
        ]);
    }

    private static HeadRecipe? Read(string name, MapNode map, ICollection<ConfigProblem> problems)
    {
        var usual = HeadRecipe.All.FirstOrDefault(head => head.Name == name);
        var head = new HeadRecipe
        {
            Name = name,
            Sizes = map.Find(SizesKey) is { } sizes ? [.. Numbers(sizes.Value).Select(size => size == Math.Floor(size) ? (int)Math.Clamp(size, -1, int.MaxValue) : -1)] : usual?.Sizes ?? [],
            Dropout = map.Find(DropoutKey) is { } rates ? [.. Numbers(rates.Value)] : usual?.Dropout ?? [],
        };
        if (head.Problem is { } problem)
        {
            problems.Add(new(map.Origin, problem));
            return null;
        }

        return head;
    }

    // NaN for whatever is no number, which no range contains.
    private static IEnumerable<double> Numbers(ConfigNode node) => (node is ListNode list ? list.Items : [node])
        .Select(item => item is ScalarNode scalar && NumberFormat.TryParseNumber(scalar, out var number) ? number : double.NaN);
}
