using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Reports;

/// <summary>
/// The charts of an evaluation, drawn by gnuplot. Each takes its numbers from a CSV that is written beside it; both, with the script, can
/// be kept to restyle the chart.
/// </summary>
/// <param name="folder">Where the pictures go.</param>
/// <param name="keepScripts">Whether the CSV and the script stay beside each picture.</param>
public sealed class EvaluationCharts(string folder, bool keepScripts)
{
    private readonly HashSet<string> _problems = [];

    /// <summary>Why charts are missing; empty where all are there.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Bars of precision, recall and F1 of each class.</summary>
    /// <returns>The file's name; null where it could not be drawn.</returns>
    public string? ClassScores(ConfusionMatrix matrix, LabelSet labels, string title)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var rows = labels.Names.Zip(ClassificationMetrics.PerClass(matrix), (name, score) => Row(Quoted(name), score.Precision, score.Recall, score.F1, score.Support));
        return Draw("class_scores", "scores", "class,precision,recall,f1,support", rows, title, []);
    }

    /// <summary>ROC and precision-recall curves of each class against the rest; classes without samples have none.</summary>
    /// <returns>The file's name; null where it could not be drawn.</returns>
    public string? Rankings(ClassificationSummary classes, LabelSet labels, string title)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(labels);
        var rows = classes.Rankings.Index().SelectMany(pair => Thinned(pair.Item.Points).Select(point => Row(
            pair.Index,
            (double)point.TruePositives / pair.Item.Positives,
            (double)point.FalsePositives / pair.Item.Negatives,
            point.TruePositives + point.FalsePositives == 0 ? double.NaN : (double)point.TruePositives / (point.TruePositives + point.FalsePositives))));
        var variables = classes.Rankings.Index().ToDictionary(
            pair => string.Create(CultureInfo.InvariantCulture, $"name_{pair.Index}"),
            pair => string.Create(CultureInfo.InvariantCulture, $"{labels[pair.Index]}  AUC {Shown(pair.Item.RocAuc())}  AP {Shown(pair.Item.AveragePrecision())}"));
        variables["classes"] = labels.Count.ToString(CultureInfo.InvariantCulture);
        return Draw("rankings", "points", "class,recall,false_positive_rate,precision", rows, title, variables);
    }

    /// <summary>Accuracy against confidence.</summary>
    /// <returns>The file's name; null where it could not be drawn.</returns>
    public string? Reliability(ClassProbabilities predictions, string title)
    {
        var rows = Calibration.Bins(predictions).Select(bin => Row(bin.Low, bin.High, bin.Count, bin.Accuracy, bin.Confidence));
        return Draw("reliability", "bins", "low,high,count,accuracy,confidence", rows, title, []);
    }

    /// <summary>Predicted against true valence and arousal.</summary>
    /// <param name="points">True and predicted valence, true and predicted arousal; NaN where unknown.</param>
    /// <param name="valence">Text over the panel of valence.</param>
    /// <param name="arousal">Text over the panel of arousal.</param>
    /// <param name="title">Text over all.</param>
    /// <returns>The file's name; null where it could not be drawn.</returns>
    public string? Affect(IEnumerable<(double TrueValence, double Valence, double TrueArousal, double Arousal)> points, string valence, string arousal, string title) =>
        Draw("affect_predictions", "points", "valence_true,valence,arousal_true,arousal",
            points.Select(point => Row(point.TrueValence, point.Valence, point.TrueArousal, point.Arousal)), title, new() { ["caption_valence"] = valence, ["caption_arousal"] = arousal });

    /// <summary>How often each class is true and how often it is predicted.</summary>
    /// <returns>The file's name; null where it could not be drawn.</returns>
    public string? Distribution(ConfusionMatrix matrix, LabelSet labels, string title)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(labels);
        var rows = labels.Names.Select((name, label) => Row(Quoted(name), matrix.Support(label), matrix.PredictedCount(label)));
        return Draw("class_counts", "counts", "class,true,predicted", rows, title, new() { ["splits"] = "2" });
    }

    private string? Draw(string name, string variable, string header, IEnumerable<string> rows, string title, Dictionary<string, string> variables)
    {
        // The numbers that a script kept earlier draws are not those of this chart, and stay as they are.
        var data = Path.Combine(folder, name + ".csv" + (keepScripts ? "" : AtomicFile.TemporarySuffix));
        var (script, picture) = (Gnuplot.EmbeddedScript(name + ".gp"), Path.Combine(folder, name + ".png"));
        AtomicFile.WriteText(data, string.Concat(rows.Prepend(header).Select(row => row + "\n")));
        variables[variable] = Path.GetFullPath(data);
        variables["title"] = title;
        var chart = Gnuplot.Draw(script, variables, picture);
        if (keepScripts)
        {
            variables[variable] = Path.GetFileName(data);
            KeptScript.Write(Path.Combine(folder, name + ".gp"), $"# Run in this folder: gnuplot {name}.gp > {name}.png\n{Gnuplot.Assignments(variables)}{script}");
        }
        else
        {
            File.Delete(data);
        }

        if (chart.Problem is { } problem)
        {
            _problems.Add(problem);
        }

        return chart.Path is null ? null : Path.GetFileName(picture);
    }

    // More points than a chart has pixels would only make the file large.
    private static IEnumerable<ThresholdPoint> Thinned(ImmutableArray<ThresholdPoint> points)
    {
        var step = Math.Max(1, points.Length / 2000);
        return points.Where((_, index) => index % step == 0 || index == points.Length - 1);
    }

    private static string Row(params ReadOnlySpan<object> fields)
    {
        List<string> texts = [];
        foreach (var field in fields)
        {
            texts.Add(field is double number && !double.IsFinite(number) ? "" : Convert.ToString(field, CultureInfo.InvariantCulture)!);
        }

        return string.Join(",", texts);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Shown(double value) => double.IsFinite(value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "-";
}
