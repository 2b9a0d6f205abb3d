using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>Scores as JSON. docs/metrics.md says what each name means; null is a score that is not defined.</summary>
public static partial class ScoresJson
{
    /// <summary>One object as text.</summary>
    /// <param name="properties">Writes its properties.</param>
    /// <param name="indented">Over several lines, for a file that people read.</param>
    public static string Text(Action<Utf8JsonWriter> properties, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(properties);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            properties(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Writes all scores as properties of the current object.</summary>
    public static void Write(Utf8JsonWriter writer, Scores scores)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(scores);
        if (scores is { Classes: { } classes, Labels: { } labels })
        {
            WriteHard(writer, classes.Predictions, labels);
            WriteRankings(writer, classes);
            WriteProbabilistic(writer, classes.Predictions);
        }

        WriteAffect(writer, "valence", scores.Valence);
        WriteAffect(writer, "arousal", scores.Arousal);
        WriteAffect(writer, "pooled", scores.Pooled);
        WriteIntervals(writer, scores);
    }

    /// <summary>Writes a number, or null for one that is NaN or infinite.</summary>
    public static void WriteScore(Utf8JsonWriter writer, string name, double value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(name);
        WriteValue(writer, value);
    }

    private static void WriteHard(Utf8JsonWriter writer, ClassProbabilities predictions, LabelSet labels)
    {
        var matrix = predictions.Confusion;
        writer.WriteNumber("count", predictions.Count);
        writer.WriteStartArray("labels");
        foreach (var name in labels.Names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        WriteScore(writer, "accuracy", ClassificationMetrics.Accuracy(matrix));
        WriteScore(writer, "balanced_accuracy", ClassificationMetrics.BalancedAccuracy(matrix));
        WriteScore(writer, "macro_f1", ClassificationMetrics.MacroF1(matrix));
        WriteScore(writer, "cohen_kappa", Agreement.CohenKappa(matrix));
        WriteScore(writer, "krippendorff_alpha_nominal", Agreement.KrippendorffNominal(matrix));
        WriteMatrix(writer, matrix);
        WriteReport(writer, ClassificationReport.Of(matrix, labels));
        WriteWeights(writer, matrix);
    }

    private static void WriteMatrix(Utf8JsonWriter writer, ConfusionMatrix matrix)
    {
        writer.WriteStartArray("confusion_matrix");
        for (var label = 0; label < matrix.ClassCount; label++)
        {
            writer.WriteStartArray();
            for (var prediction = 0; prediction < matrix.ClassCount; prediction++)
            {
                writer.WriteNumberValue(matrix[label, prediction]);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteReport(Utf8JsonWriter writer, ClassificationReport report)
    {
        writer.WriteStartObject("classification_report");
        foreach (var (name, score) in report.Rows)
        {
            if (name == ClassificationReport.Accuracy)
            {
                writer.WriteNumber(name, score.F1);
                continue;
            }

            writer.WriteStartObject(name);
            writer.WriteNumber("precision", score.Precision);
            writer.WriteNumber("recall", score.Recall);
            writer.WriteNumber("f1-score", score.F1);
            writer.WriteNumber("support", score.Support);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteWeights(Utf8JsonWriter writer, ConfusionMatrix matrix)
    {
        int[] present = [.. Enumerable.Range(0, matrix.ClassCount).Where(label => matrix.Support(label) > 0)];
        writer.WriteStartObject("balanced_class_weights");
        writer.WriteStartArray("classes");
        foreach (var label in present)
        {
            writer.WriteNumberValue(label);
        }

        writer.WriteEndArray();
        WriteArray(writer, "weights", present.Select(label => (double)matrix.Total / (present.Length * matrix.Support(label))));
        writer.WriteEndObject();
    }

    private static void WriteRankings(Utf8JsonWriter writer, ClassificationSummary classes)
    {
        double[] areas = [.. classes.RocAucPerClass];
        double[] precisions = [.. classes.AveragePrecisionPerClass];
        WriteArray(writer, "roc_auc_per_class", areas);
        WriteScore(writer, "roc_auc_ovr_macro_over_defined_classes", classes.MacroRocAuc);
        WriteScore(writer, "roc_auc_ovr_macro_sklearn", areas.Average());
        WriteScore(writer, "roc_auc_ovr_weighted_sklearn", classes.WeightedRocAuc);
        WriteArray(writer, "average_precision_per_class", precisions);
        WriteScore(writer, "average_precision_macro_over_defined_classes", classes.MacroAveragePrecision);
        WriteScore(writer, "average_precision_macro_sklearn", precisions.Average(value => double.IsNaN(value) ? 0 : value));
    }

    private static void WriteProbabilistic(Utf8JsonWriter writer, ClassProbabilities predictions)
    {
        WriteScore(writer, "top2_accuracy_sklearn", predictions.TopAccuracy(2, TieOrder.HighIndexFirst));
        WriteScore(writer, "top2_accuracy_low_index_first", predictions.TopAccuracy(2));
        WriteScore(writer, "top3_accuracy_low_index_first", predictions.TopAccuracy(3));
        WriteScore(writer, "log_loss", predictions.LogLoss());
        WriteScore(writer, "brier", predictions.Brier());
        WriteScore(writer, "ece_15_bins", Calibration.ExpectedError(predictions));
        WriteScore(writer, "ece_10_bins", Calibration.ExpectedError(predictions, bins: 10));
        WriteArray(writer, "ece_15_bin_counts", Calibration.Bins(predictions).Select(bin => (double)bin.Count));
    }

    private static void WriteAffect(Utf8JsonWriter writer, string name, AffectScores? scores)
    {
        if (scores is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("count", scores.Count);
        foreach (var (score, value) in scores.All)
        {
            WriteScore(writer, score, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteIntervals(Utf8JsonWriter writer, Scores scores)
    {
        if (scores.Drawn.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("intervals_95");
        foreach (var score in scores.Intervals)
        {
            WriteArray(writer, score.Name, [score.Interval.Low, score.Interval.High]);
        }

        writer.WriteEndObject();
        writer.WriteString("intervals_drawn_by", scores.Drawn.Unit);
        writer.WriteNumber("intervals_drawn_count", scores.Drawn.Count);
    }

    private static void WriteArray(Utf8JsonWriter writer, string name, IEnumerable<double> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            WriteValue(writer, value);
        }

        writer.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
