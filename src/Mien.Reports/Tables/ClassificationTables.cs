using System.Globalization;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Reports;

/// <summary>The tables of a classification.</summary>
public static class ClassificationTables
{
    /// <summary>Precision, recall, F1 and support of each class, and their unweighted mean.</summary>
    /// <param name="matrix">As many classes as there are labels.</param>
    /// <param name="labels">Their names.</param>
    public static TextTable PerClass(ConfusionMatrix matrix, LabelSet labels)
    {
        Check(matrix, labels);
        var table = new TextTable("class", "precision", "recall", "F1", "support");
        foreach (var (name, score) in labels.Names.Zip(ClassificationMetrics.PerClass(matrix)))
        {
            AddScore(table, name, score);
        }

        AddScore(table, "mean of classes", ClassificationMetrics.MacroAverage(matrix));
        return table;
    }

    /// <summary>Counts of truth (rows) by prediction (columns).</summary>
    /// <param name="matrix">As many classes as there are labels.</param>
    /// <param name="labels">Their names.</param>
    public static TextTable Confusion(ConfusionMatrix matrix, LabelSet labels)
    {
        Check(matrix, labels);
        var table = new TextTable(["true \\ predicted", .. labels.Names]);
        for (var label = 0; label < labels.Count; label++)
        {
            table.Add([labels[label], .. Enumerable.Range(0, labels.Count).Select(prediction => matrix[label, prediction].ToString(CultureInfo.InvariantCulture))]);
        }

        return table;
    }

    internal static void Check(ConfusionMatrix matrix, LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(labels);
        if (matrix.ClassCount != labels.Count)
        {
            throw new ArgumentException($"Expected a matrix of {labels.Count} classes but got {matrix.ClassCount}.", nameof(matrix));
        }
    }

    private static void AddScore(TextTable table, string name, ClassScore score) =>
        table.Add(name, Number(score.Precision), Number(score.Recall), Number(score.F1), score.Support.ToString(CultureInfo.InvariantCulture));

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
