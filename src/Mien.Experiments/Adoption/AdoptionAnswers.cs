using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Something about a model that its file does not say.</summary>
/// <param name="Key">Name of the option that answers it, without dashes.</param>
/// <param name="Text">The question.</param>
/// <param name="Proposals">Answers to choose from, with what they mean.</param>
public sealed record AdoptionQuestion(string Key, string Text, ImmutableArray<(string Answer, string Meaning)> Proposals);

/// <summary>What a user says about a model from elsewhere, in the words of options, as the text of a description.</summary>
/// <param name="words">Answers by the names of options without dashes.</param>
internal sealed class AdoptionAnswers(IReadOnlyDictionary<string, string> words)
{
    public const string Labels = "labels", Scores = "scores", Size = "size", Layout = "layout", Channels = "channels", Scaling = "scaling", Order = "order",
        Divisor = "divisor", Mean = "mean", Deviation = "deviation", Enlarge = "enlarge", Margin = "margin", ValenceRange = "valence-range",
        ArousalRange = "arousal-range", Name = "name";

    public bool Has(params string[] keys) => keys.All(words.ContainsKey);

    /// <summary>A mapping as a sidecar has it, whose nodes name the options.</summary>
    /// <param name="shape">What the file says of itself.</param>
    public MapNode ToMap(NetworkShape shape)
    {
        List<ConfigEntry> preprocessing = [];
        if (words.TryGetValue(Size, out var size))
        {
            var sides = size.Split('x', 2);
            preprocessing.AddRange([Entry("width_px", Scalar(Size, sides[0])), Entry("height_px", Scalar(Size, sides[^1]))]);
        }
        else if (shape is { WidthPx: { } width, HeightPx: { } height })
        {
            preprocessing.AddRange([Entry("width_px", Scalar(Size, $"{width}")), Entry("height_px", Scalar(Size, $"{height}"))]);
        }

        preprocessing.Add(Entry("channels", Scalar(Channels, words.GetValueOrDefault(Channels) ?? $"{shape.Channels}")));
        preprocessing.AddRange(Given(Scaling, Order, Enlarge, Divisor).Select(key => Entry(key, Scalar(key, words[key]))));
        preprocessing.AddRange(Given(Mean, Deviation).Select(key => Entry(key, Numbers(key))));
        List<ConfigEntry> entries = [Entry("preprocessing", Map(preprocessing)), Entry("layout", Scalar(Layout, words.GetValueOrDefault(Layout) ?? shape.Layout ?? "nchw"))];
        entries.Add(Entry("outputs", Outputs(shape)));
        entries.AddRange(Given(Name, Scores).Select(key => Entry(key, Scalar(key, words[key]))));
        entries.AddRange(Given(ValenceRange, ArousalRange).Select(key => Entry(key.Replace('-', '_'), Numbers(key))));
        entries.AddRange(Given(Margin).Select(key => Entry("face_margin", Scalar(key, words[key]))));
        return Map(entries);
    }

    /// <summary>Columns by outputs: <c>a,b,c</c>, the name of an order, or <c>out1=a,b;out2=valence,arousal</c>.</summary>
    private MapNode Outputs(NetworkShape shape) => Map((words.GetValueOrDefault(Labels) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part =>
    {
        var sign = part.IndexOf('=', StringComparison.Ordinal);
        var name = sign < 0 ? shape.OutputNames[0] : part[..sign].Trim();
        return Entry(name, new ListNode(Source(Labels), [.. Columns(part[(sign + 1)..]).Select(column => Scalar(Labels, column))]));
    }));

    private static IEnumerable<string> Columns(string text) => text.Split(',', StringSplitOptions.TrimEntries)
        .SelectMany(word => LabelOrders.Find(word) is { } order ? order.Labels : [word]);

    private IEnumerable<string> Given(params string[] keys) => keys.Where(words.ContainsKey);

    private ListNode Numbers(string key) => new(Source(key), [.. words[key].Split(',', StringSplitOptions.TrimEntries).Select(number => Scalar(key, number))]);

    private static ConfigEntry Entry(string key, ConfigNode value) => new(new ScalarNode(value.Source, key), value);

    private static MapNode Map(IEnumerable<ConfigEntry> entries) => new(Source("the options"), [.. entries]);

    private static ScalarNode Scalar(string key, string text) => new ScalarNode(Source(key), text);

    private static ConfigSource Source(string key) => new(key.Contains(' ', StringComparison.Ordinal) ? key : "--" + key, "");
}
