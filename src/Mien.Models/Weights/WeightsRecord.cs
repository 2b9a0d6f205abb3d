using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Mien.Core;

namespace Mien.Models.Weights;

/// <summary>Where weights came from and what they are good for; it travels with whatever is made of them.</summary>
public sealed record WeightsRecord
{
    /// <summary>Name of the file, without folders.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Registry name of the architecture.</summary>
    public required string Model { get; init; }

    /// <summary>The pictures that the published weights of the architecture were trained for; null where none are published.</summary>
    public PublishedInput? Input { get; init; }

    /// <summary>The classes in the order of the outputs; null when unknown.</summary>
    public LabelSet? Labels { get; init; }

    /// <summary>What the outputs behind the classes are, in their order; empty when there are none.</summary>
    public ImmutableArray<string> RegressionOutputs { get; init; } = [];

    /// <summary>The licence of the weights, such as "BSD-3-Clause"; null when unknown.</summary>
    public string? Licence { get; init; }

    /// <summary>The record as YAML under the key <c>weights</c>; what is unknown is left out.</summary>
    public string ToYaml()
    {
        var yaml = new StringBuilder("weights:\n");
        void Line(string key, FormattableString value) => yaml.Append("  ").Append(key).Append(": ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line("file", $"{Quoted(File)}");
        Line("sha256", $"{Sha256}");
        Line("model", $"{Model}");
        if (Input is { } input)
        {
            Line("preprocessing", $"{{resize_px: {input.ResizePx}, crop_px: {input.CropPx}, interpolation: {input.Interpolation.ToString().ToLowerInvariant()}, scaling: {input.Scaling}}}");
        }

        if (Labels is { } labels)
        {
            Line("labels", $"[{string.Join(", ", labels.Names.Select(Quoted))}]");
        }

        if (!RegressionOutputs.IsEmpty)
        {
            Line("regression_outputs", $"[{string.Join(", ", RegressionOutputs)}]");
        }

        if (Licence is { } licence)
        {
            Line("licence", $"{Quoted(licence)}");
        }

        return yaml.ToString();
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
