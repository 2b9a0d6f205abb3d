using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Training;

/// <summary>How channel values become numbers, by name or by numbers of one's own.</summary>
/// <param name="Scaling">For colour, or as many channels as the numbers are for.</param>
public sealed record NormalizeRecipe(PixelScaling Scaling)
{
    /// <summary>Mean and deviation of ImageNet, as torchvision's weights take it; a grey model gets 0.449 and 0.226, the means over the channels.</summary>
    public static NormalizeRecipe ImageNet { get; } = new(PixelScaling.ImageNet);

    /// <summary>Channels that explicit numbers were given for; null for a name, which serves any number.</summary>
    internal int? ChannelCount => Scaling.Name.Length == 0 ? Scaling.Mean.Length : null;

    /// <summary>Explicit numbers, one mean and one deviation above 0 per channel, for values in [0, 1].</summary>
    /// <exception cref="ArgumentException">The lists differ in length, are empty, or a deviation is not above 0.</exception>
    public static NormalizeRecipe Of(IEnumerable<float> mean, IEnumerable<float> deviation)
    {
        ImmutableArray<float> means = [.. mean], deviations = [.. deviation];
        return means.Length == deviations.Length && means.Length > 0 && deviations.All(value => value > 0)
            ? new(new PixelScaling("", means, deviations))
            : throw new ArgumentException("Expected as many means as deviations, at least one, and deviations above 0.", nameof(deviation));
    }

    /// <summary>The preprocessing of a model with this input.</summary>
    public Preprocessing ToPreprocessing(int sizePx, int channels) => new()
    {
        WidthPx = sizePx,
        HeightPx = sizePx,
        Channels = channels,
        Scaling = channels == 1 && ChannelCount is null ? Scaling.ToGrey() : Scaling,
    };
}

internal sealed class NormalizeFormat : ValueFormat
{
    public override string Expected => $"one of {string.Join(", ", Words)}, or {{mean: [...], deviation: [...]}}";

    public override IEnumerable<string> Words => PixelScaling.All.Select(named => named.Name);

    public override bool TryRead(ConfigNode node, out object? value, ICollection<ConfigProblem> problems)
    {
        value = null;
        if (node is ScalarNode scalar)
        {
            value = PixelScaling.All.FirstOrDefault(named => named.Name == scalar.Text) is { } named ? new NormalizeRecipe(named) : null;
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
        var scaling = ((NormalizeRecipe)value!).Scaling;
        return scaling.Name.Length > 0 ? Word(scaling.Name) : Map([("mean", Numbers(scaling.Mean)), ("deviation", Numbers(scaling.Deviation))]);

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
