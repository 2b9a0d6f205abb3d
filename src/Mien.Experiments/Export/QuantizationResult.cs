using System.Collections.Immutable;
using System.Text.Json;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>What rounding to 8 bits did to a network.</summary>
public sealed record QuantizationResult
{
    /// <summary>Pictures that the ranges were chosen from.</summary>
    public required int RangePictures { get; init; }

    /// <summary>How, in one word.</summary>
    public required string Ranges { get; init; }

    /// <summary>Layers in 8 bits.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Layers in float32.</summary>
    public required ImmutableArray<string> FloatLayers { get; init; }

    /// <summary>Predictions of float32, and of 8 bits, for the same pictures.</summary>
    public required ImmutableArray<(int Float32, int Int8)> Predictions { get; init; }

    /// <summary>Labels of these pictures; empty where they have none.</summary>
    public required ImmutableArray<int> Labels { get; init; }

    /// <summary>Pictures that could not be read; they count nowhere.</summary>
    public required ImmutableArray<UnreadablePicture> Unreadable { get; init; }

    /// <summary>Classes of the model.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Share of the pictures for which both predict the same class.</summary>
    public double AgreementFraction => Predictions.Count(pair => pair.Float32 == pair.Int8) / (double)Predictions.Length;

    /// <summary>Share of right predictions; null without labels.</summary>
    public (double Float32, double Int8)? Accuracy => Score(ClassificationMetrics.Accuracy);

    /// <summary>Mean F1 of the classes; null without labels.</summary>
    public (double Float32, double Int8)? MacroF1 => Score(ClassificationMetrics.MacroF1);

    /// <summary>One JSON object, which travels in the file.</summary>
    public string ToJson()
    {
        Dictionary<string, object> facts = new()
        {
            ["ranges"] = Ranges,
            ["range_pictures"] = RangePictures,
            ["layers"] = LayerCount,
            ["float_layers"] = FloatLayers,
            ["measured_pictures"] = Predictions.Length,
            ["agreement"] = Rounded(AgreementFraction),
        };
        if (Accuracy is { } accuracy && MacroF1 is { } f1)
        {
            facts["accuracy"] = new { float32 = Rounded(accuracy.Float32), int8 = Rounded(accuracy.Int8) };
            facts["macro_f1"] = new { float32 = Rounded(f1.Float32), int8 = Rounded(f1.Int8) };
        }

        return JsonSerializer.Serialize(facts);
    }

    private (double Float32, double Int8)? Score(Func<ConfusionMatrix, double> metric) =>
        Labels.IsEmpty ? null : (metric(Confusion(pair => pair.Float32)), metric(Confusion(pair => pair.Int8)));

    private ConfusionMatrix Confusion(Func<(int Float32, int Int8), int> select) =>
        ConfusionMatrix.From<int>(Labels.AsSpan(), [.. Predictions.Select(select)], ClassCount);

    private static double Rounded(double value) => Math.Round(value, 4);
}
