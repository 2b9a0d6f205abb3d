using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>
/// The rows of scikit-learn's <c>classification_report</c>: every class, then <c>accuracy</c> where every class occurs in truth or prediction
/// and <c>micro avg</c> otherwise, then <c>macro avg</c> and <c>weighted avg</c>.
/// </summary>
/// <param name="Rows">Names and scores; those of <c>accuracy</c> all hold it.</param>
public sealed record ClassificationReport(ImmutableArray<(string Name, ClassScore Score)> Rows)
{
    /// <summary>Name of the row that has one number.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Makes the report.</summary>
    /// <param name="matrix">Truth by prediction.</param>
    /// <param name="labels">As many as the matrix has classes.</param>
    public static ClassificationReport Of(ConfusionMatrix matrix, LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(labels);
        var allOccur = Enumerable.Range(0, matrix.ClassCount).All(label => matrix.Support(label) + matrix.PredictedCount(label) > 0);
        var micro = ClassificationMetrics.MicroAverage(matrix);
        return new([
            .. labels.Names.Zip(ClassificationMetrics.PerClass(matrix)),
            (allOccur ? Accuracy : "micro avg", micro),
            ("macro avg", ClassificationMetrics.MacroAverage(matrix)),
            ("weighted avg", ClassificationMetrics.WeightedAverage(matrix))]);
    }

    /// <summary>The table that pandas makes of scikit-learn's dictionary: classes as columns, scores as rows, and accuracy in all four of its column.</summary>
    public string ToCsv()
    {
        (string Name, Func<ClassScore, double> Select)[] scores =
            [("precision", score => score.Precision), ("recall", score => score.Recall), ("f1-score", score => score.F1), ("support", score => score.Support)];
        var lines = scores.Select(row => $"{row.Name},{string.Join(",", Rows.Select(item => Number(item.Name == Accuracy ? item.Score.F1 : row.Select(item.Score))))}");
        return string.Concat(lines.Prepend("," + string.Join(",", Rows.Select(item => Quote(item.Name)))).Select(line => line + "\n"));
    }

    // As Python writes a float.
    private static string Number(double value) => value.ToString(value == Math.Floor(value) ? "0.0" : "R", CultureInfo.InvariantCulture);

    private static string Quote(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
