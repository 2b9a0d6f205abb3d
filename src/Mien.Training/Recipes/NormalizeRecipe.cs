using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Training;

/// <summary>How channel values become numbers: (v / 255 - mean) / deviation.</summary>
public sealed record NormalizeRecipe
{
    private NormalizeRecipe(string? name, ImmutableArray<float> mean, ImmutableArray<float> deviation) =>
        (Name, Mean, Deviation) = (name, mean, deviation);

    /// <summary>Mean and deviation of ImageNet, as torchvision's weights take it; a grey model gets 0.449 and 0.226, the means over the channels.</summary>
    public static NormalizeRecipe ImageNet { get; } = new("imagenet", Preprocessing.ImageNetMean, Preprocessing.ImageNetDeviation);

    /// <summary>Values in [0, 1].</summary>
    public static NormalizeRecipe Unit { get; } = new("unit", [0f, 0f, 0f], [1f, 1f, 1f]);

    /// <summary>Values in [-1, 1].</summary>
    public static NormalizeRecipe Symmetric { get; } = new("symmetric", [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    internal static ImmutableArray<NormalizeRecipe> Named { get; } = [ImageNet, Unit, Symmetric];

    internal string? Name { get; }

    internal ImmutableArray<float> Mean { get; }

    internal ImmutableArray<float> Deviation { get; }

    /// <summary>Channels that explicit numbers were given for; null for a name, which serves any number.</summary>
    internal int? ChannelCount => Name is null ? Mean.Length : null;

    /// <summary>Explicit numbers, one mean and one deviation above 0 per channel, for values in [0, 1].</summary>
    /// <exception cref="ArgumentException">The lists differ in length, are empty, or a deviation is not above 0.</exception>
    public static NormalizeRecipe Of(IEnumerable<float> mean, IEnumerable<float> deviation)
    {
        ImmutableArray<float> means = [.. mean], deviations = [.. deviation];
        return means.Length == deviations.Length && means.Length > 0 && deviations.All(value => value > 0)
            ? new(null, means, deviations)
            : throw new ArgumentException("Expected as many means as deviations, at least one, and deviations above 0.", nameof(deviation));
    }

    /// <summary>The preprocessing of a model with this input.</summary>
    public Preprocessing ToPreprocessing(int sizePx, int channels)
    {
        var isGrey = channels == 1 && Name is not null;
        return new Preprocessing
        {
            WidthPx = sizePx,
            HeightPx = sizePx,
            Channels = channels,
            Mean = isGrey ? [Rounded(Mean)] : Mean,
            Deviation = isGrey ? [Rounded(Deviation)] : Deviation,
        };

        static float Rounded(ImmutableArray<float> values) => MathF.Round(values.Average(), 3);
    }

    /// <inheritdoc/>
    public bool Equals(NormalizeRecipe? other) =>
        other is not null && Name == other.Name && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Mean.Length);
}

internal sealed class NormalizeFormat : ValueFormat
{
    public override string Expected => $"one of {string.Join(", ", Words)}, or {{mean: [...], deviation: [...]}}";

    public override IEnumerable<string> Words => NormalizeRecipe.Named.Select(named => named.Name!);

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = null;
        if (node is ScalarNode scalar)
        {
            value = NormalizeRecipe.Named.FirstOrDefault(named => named.Name == scalar.Text);
        }
        else if (node is MapNode map)
        {
            var mean = Numbers(map, "mean");
            var deviation = Numbers(map, "deviation");
            var fits = map.Entries.Length == 2 && mean.Length is 1 or 3 && mean.Length == deviation.Length && deviation.All(number => number > 0);
            value = fits ? NormalizeRecipe.Of(mean, deviation) : null;
            if (!fits)
            {
                problems.Add(new(node.Origin, "expected {mean: [...], deviation: [...]} with one number per channel each, deviations above 0"));
            }
        }

        return value is not null;
    }

    public override ConfigNode Write(object? value)
    {
        var normalize = (NormalizeRecipe)value!;
        return normalize.Name is { } name ? Word(name) : Map([("mean", Numbers(normalize.Mean)), ("deviation", Numbers(normalize.Deviation))]);

        static ConfigNode Numbers(ImmutableArray<float> numbers) =>
            List(numbers.Select(number => Word(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))));
    }

    // Empty when anything but numbers is in the list.
    private static float[] Numbers(MapNode map, string key)
    {
        var items = (map.Find(key)?.Value as ListNode)?.Items ?? [];
        var numbers = items.OfType<ScalarNode>().Where(item => NumberFormat.TryParseNumber(item, out _)).Select(item => float.Parse(item.Text, System.Globalization.CultureInfo.InvariantCulture));
        var all = numbers.ToArray();
        return all.Length == items.Length ? all : [];
    }
}
