using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Training;

/// <summary>How much each class counts in the loss.</summary>
public sealed record ClassWeighting
{
    private ClassWeighting(Scheme kind) => Kind = kind;

    /// <summary>Every picture counts 1.</summary>
    public static ClassWeighting None { get; } = new(Scheme.None);

    /// <summary>count / (classes · count of the class), as scikit-learn's <c>class_weight="balanced"</c>.</summary>
    public static ClassWeighting Balanced { get; } = new(Scheme.Balanced);

    /// <summary>The square root of <see cref="Balanced"/>: rare classes count more, but a handful of pictures does not rule the loss.</summary>
    public static ClassWeighting SqrtBalanced { get; } = new(Scheme.SqrtBalanced);

    internal enum Scheme { None, Balanced, SqrtBalanced, Effective, ByPosition, ByName }

    internal Scheme Kind { get; }

    internal double Beta { get; private init; }

    internal ImmutableArray<(string? ClassName, double Weight)> Entries { get; private init; } = [];

    /// <summary>
    /// (1 - beta) / (1 - beta^n) for a class of n pictures, scaled to a mean of 1: between none (beta 0) and <see cref="Balanced"/> (beta
    /// towards 1). Cui et al. 2019, CVPR.
    /// </summary>
    /// <param name="beta">In [0, 1).</param>
    public static ClassWeighting Effective(double beta) => beta is >= 0 and < 1
        ? new(Scheme.Effective) { Beta = beta }
        : throw new ArgumentOutOfRangeException(nameof(beta), beta, "Expected a number from 0 to below 1.");

    /// <summary>Weights in class order, each above 0.</summary>
    public static ClassWeighting OfList(params IEnumerable<double> weights) =>
        new(Scheme.ByPosition) { Entries = [.. weights.Select(weight => ((string?)null, weight))] };

    /// <summary>Weights by class name, each above 0; every class of the data must be named.</summary>
    public static ClassWeighting OfNames(IEnumerable<KeyValuePair<string, double>> weights) =>
        new(Scheme.ByName) { Entries = [.. weights.Select(pair => ((string?)pair.Key, pair.Value))] };

    /// <summary>One weight per class in the order of <paramref name="labels"/>, or null when all count the same.</summary>
    /// <param name="labels">The classes.</param>
    /// <param name="counts">Training pictures per class, in the same order.</param>
    /// <param name="key">The key that messages name.</param>
    /// <remarks>Classes without pictures are no part of the balance and get 1.</remarks>
    /// <exception cref="ConfigException">Explicit weights do not fit the classes.</exception>
    public float[]? Resolve(LabelSet labels, IReadOnlyList<int> counts, string key = "loss.class_weights")
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(counts);
        return Kind switch
        {
            Scheme.None => null,
            Scheme.ByPosition when Entries.Length == labels.Count => [.. Entries.Select(entry => (float)entry.Weight)],
            Scheme.ByPosition => throw new ConfigException(
                $"'{key}': expected {labels.Count} numbers, one for each of {labels}, but got {Entries.Length}."),
            Scheme.ByName => ResolveNames(labels, key),
            Scheme.Effective => BalanceEffective(counts),
            _ => Balance(counts, Kind is Scheme.SqrtBalanced),
        };
    }

    /// <inheritdoc/>
    public bool Equals(ClassWeighting? other) => other is not null && Kind == other.Kind && Beta.Equals(other.Beta) && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Entries.Length);

    private float[] BalanceEffective(IReadOnlyList<int> counts)
    {
        double[] weights = [.. counts.Select(count => count > 0 ? (1 - Beta) / (1 - Math.Pow(Beta, count)) : 0)];
        var mean = weights.Where(weight => weight > 0).DefaultIfEmpty(1).Average();
        return [.. weights.Select(weight => weight > 0 ? (float)(weight / mean) : 1)];
    }

    private static float[] Balance(IReadOnlyList<int> counts, bool squareRoot)
    {
        double present = counts.Count(count => count > 0);
        double total = counts.Sum();
        return [.. counts.Select(count => Weight(count))];

        float Weight(int count)
        {
            var balanced = count > 0 ? total / (present * count) : 1;
            return (float)(squareRoot ? Math.Sqrt(balanced) : balanced);
        }
    }

    private float[] ResolveNames(LabelSet labels, string key)
    {
        var missing = labels.Names.Except(Entries.Select(entry => entry.ClassName!)).ToList();
        var unknown = Entries.Select(entry => entry.ClassName!).Where(name => labels.IndexOf(name) < 0).ToList();
        if (missing.Count + unknown.Count > 0)
        {
            throw new ConfigException(
                $"'{key}': expected one number for each of {labels}; missing: {Text(missing)}; unknown: {Text(unknown)}.");
        }

        var weights = new float[labels.Count];
        foreach (var (name, weight) in Entries)
        {
            weights[labels.IndexOf(name!)] = (float)weight;
        }

        return weights;

        static string Text(List<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
    }
}

internal sealed class ClassWeightingFormat : ValueFormat
{
    private static readonly Dictionary<string, ClassWeighting> Named = new()
    {
        ["none"] = ClassWeighting.None,
        ["balanced"] = ClassWeighting.Balanced,
        ["sqrt_balanced"] = ClassWeighting.SqrtBalanced,
    };

    public override string Expected => "none, balanced, sqrt_balanced, {effective: beta}, a list of numbers above 0, or {class: number}";

    public override IEnumerable<string> Words => Named.Keys;

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = null;
        switch (node)
        {
            case ScalarNode scalar when Named.TryGetValue(scalar.Text, out var named):
                value = named;
                break;
            case MapNode { Entries: [{ Key.Text: "effective" } beta] }:
                ReadBeta(beta.Value, out value, problems);
                break;
            case ListNode { Items.Length: > 0 } list when list.Items.All(IsWeight):
                value = ClassWeighting.OfList(list.Items.Select(Number));
                break;
            case MapNode { Entries.Length: > 0 } map when map.Entries.All(entry => IsWeight(entry.Value)):
                value = ClassWeighting.OfNames(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, Number(entry.Value))));
                break;
            case ListNode list when list.Items.FirstOrDefault(item => !IsWeight(item)) is { } wrong:
                problems.Add(new(wrong.Origin, $"expected numbers above 0 but got {wrong.Describe()}"));
                break;
            case MapNode map when map.Entries.FirstOrDefault(entry => !IsWeight(entry.Value)) is { } wrong:
                problems.Add(new(wrong.Value.Origin, $"expected a number above 0 for '{wrong.Key.Text}' but got {wrong.Value.Describe()}"));
                break;
        }

        return value is not null;
    }

    public override ConfigNode Write(object? value) => (ClassWeighting)value! switch
    {
        { Kind: ClassWeighting.Scheme.Effective } effective => Map([("effective", NumberFormat.WriteNumber(effective.Beta))]),
        { Kind: ClassWeighting.Scheme.ByPosition } list => List(list.Entries.Select(entry => NumberFormat.WriteNumber(entry.Weight))),
        { Kind: ClassWeighting.Scheme.ByName } map => Map(map.Entries.Select(entry => (entry.ClassName!, (ConfigNode)NumberFormat.WriteNumber(entry.Weight)))),
        var named => Word(Named.First(pair => pair.Value.Equals(named)).Key),
    };

    private static void ReadBeta(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = node is ScalarNode scalar && NumberFormat.TryParseNumber(scalar, out var beta) && beta is >= 0 and < 1 ? ClassWeighting.Effective(beta) : null;
        if (value is null)
        {
            problems.Add(new(node.Origin, $"expected a number from 0 to below 1, such as 0.999, for 'effective' but got {node.Describe()}"));
        }
    }

    private static bool IsWeight(ConfigNode node) =>
        node is ScalarNode scalar && NumberFormat.TryParseNumber(scalar, out var weight) && weight is > 0 and < 1e6;

    private static double Number(ConfigNode node) => NumberFormat.TryParseNumber((ScalarNode)node, out var weight) ? weight : double.NaN;
}
