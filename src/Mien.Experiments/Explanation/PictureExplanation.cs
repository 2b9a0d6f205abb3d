using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Imaging;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>A map of what counts for an answer.</summary>
/// <param name="Method"><c>grad-cam</c> or <c>occlusion</c>.</param>
/// <param name="Target">What is explained.</param>
/// <param name="Map">Grad-CAM: in the size of the layer, no value below 0. Occlusion: in the size of the input, the mean fall of the score.</param>
public sealed record ExplainedMap(string Method, ExplanationTarget Target, HeatMap Map);

/// <summary>What a model says of a face, and the places that it says it for.</summary>
public sealed record PictureExplanation
{
    private const int CellPx = 240;

    /// <summary>The classes.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>Probability of each class.</summary>
    public required ImmutableArray<float> Probabilities { get; init; }

    /// <summary>Valence and arousal; null where the model gives none.</summary>
    public ValenceArousal? Affect { get; init; }

    /// <summary>The maps, method by method.</summary>
    public required ImmutableArray<ExplainedMap> Maps { get; init; }

    /// <summary>The most probable class, the first of equals.</summary>
    public string Expression => Labels[Probabilities.IndexOf(Probabilities.Max())];

    /// <summary>The face, and beside it each map over it, with captions.</summary>
    /// <param name="face">The face.</param>
    /// <param name="title">Text over all.</param>
    public Image Draw(Image face, string title)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{Expression} {Probabilities.Max() * 100:0} %");
        var affect = Affect is { } value ? string.Create(CultureInfo.InvariantCulture, $"valence {value.Valence:0.00}, arousal {value.Arousal:0.00}") : " ";
        ContactSheetCell whole = new(face, $"{said}\n{affect}");
        ContactSheetCell[][] rows = [.. Maps.GroupBy(map => map.Method).Select(method => method.Select(map => new ContactSheetCell(HeatOverlay.Draw(face, map.Map, CellPx), $"{map.Method}\n{Sense(map.Target)}")).ToArray())];
        // One thing explained by several methods stands in one row, several things in a row for each method.
        ContactSheetCell[] cells = rows is [[_], ..] ? [whole, .. rows.SelectMany(row => row)] : [.. rows.SelectMany(row => row.Prepend(whole))];
        return ContactSheet.Draw(cells, new() { Columns = cells.Length / (rows is [[_], ..] ? 1 : rows.Length), PicturePx = CellPx, Title = title });
    }

    private static string Sense(ExplanationTarget target) => target.ClassIndex >= 0 ? $"for {target.Name}" : $"what {(target.Sign > 0 ? "raises" : "lowers")} {target.Name}";
}
