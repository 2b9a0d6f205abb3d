using System.Collections.Frozen;
using System.Collections.Immutable;
using Mien.Core;
using Mien.Onnx;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>How a network is rounded to 8 bits.</summary>
public sealed record Int8Options
{
    private static readonly FrozenDictionary<string, RangeChoice> Choices = new Dictionary<string, RangeChoice>
    {
        ["minmax"] = RangeChoice.MinMax, ["percentile"] = RangeChoice.Percentile, ["entropy"] = RangeChoice.Entropy,
    }.ToFrozenDictionary();

    // The first and last layers lose most and cost little.
    private const string First = "first", Last = "last", None = "none";

    /// <summary>Folder of pictures like those that the model will see: of pictures, of class folders, or with test/ or train/ over them.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// How the ranges of values between layers are chosen: <c>minmax</c>, all values; <c>percentile</c>, all but the largest ten-thousandth; <c>entropy</c>, the
    /// default, where 8 bits lose least of the distribution.
    /// </summary>
    public string Ranges
    {
        get;
        init => field = Choices.ContainsKey(value) ? value : throw new ConfigException($"Expected ranges by entropy, percentile or minmax but got '{value}'.");
    } = "entropy";

    internal RangeChoice RangeChoice => Choices[Ranges];

    /// <summary>Pictures that the ranges are chosen from, at most half of those there are; default 256. The others measure what is lost.</summary>
    public int PictureCount
    {
        get;
        init => field = value >= 1 ? value : throw new ConfigException($"Expected at least 1 picture to choose ranges from but got {value}.");
    } = 256;

    /// <summary>
    /// Layers that stay in float32: <c>first</c>, <c>last</c>, <c>none</c>, names such as <c>layer1.0.conv1</c> or <c>layer1</c>, or patterns with <c>*</c>. Default the
    /// first and the last.
    /// </summary>
    public ImmutableArray<string> FloatLayers { get; init; } = [First, Last];

    /// <summary>Whether a model that agrees too seldom with float32 is written all the same; default false.</summary>
    public bool Force { get; init; }

    /// <summary>The layers that stay in float32, of those there are.</summary>
    /// <exception cref="ConfigException">A pattern fits none, or nothing is left for 8 bits.</exception>
    internal ImmutableHashSet<string> ChooseFloatLayers(ImmutableArray<string> layers)
    {
        var kept = layers.IsEmpty ? [] : FloatLayers.Where(pattern => pattern != None).SelectMany(pattern => pattern switch
        {
            First => [layers[0]],
            Last => [layers[^1]],
            _ => layers.Where(new NamePatterns([pattern]).Match).DefaultIfEmpty(null).Select(name => name ?? throw new ConfigException(
                $"Expected a layer named '{pattern}', or 'first', 'last' or 'none', but there is none{NearMiss.HintOrAll(pattern, layers)}")),
        }).ToImmutableHashSet();
        return layers.Any(layer => !kept.Contains(layer))
            ? kept
            : throw new ConfigException("Expected convolutions to compute in 8 bits but none is left. Export the model in float32.");
    }
}
