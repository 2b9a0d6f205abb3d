using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Mien.Core;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>Scores for a terminal.</summary>
public static class ScoresText
{
    /// <summary>The tables of classes and of all other scores.</summary>
    public static string Tables(Scores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var text = new StringBuilder();
        if (scores is { Classes: { } classes, Labels: { } labels })
        {
            text.Append(ClassificationTables.PerClass(classes.Predictions.Confusion, labels).ToText()).Append('\n')
                .Append(ClassificationTables.Confusion(classes.Predictions.Confusion, labels).ToText()).Append('\n');
        }

        text.AppendJoin("", MainTables(scores).Select(table => table.ToText() + "\n")).Length--;
        return text.Append(Drawn(scores)).ToString();
    }

    /// <summary>The tables of main scores, and of valence and arousal where they are known.</summary>
    public static IReadOnlyList<TextTable> MainTables(Scores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Valence is null && scores.Arousal is null ? [Main(scores)] : [Affect(scores), Main(scores)];
    }

    /// <summary>The same as Markdown.</summary>
    public static string MainMarkdown(Scores scores) => string.Join("\n", MainTables(scores).Select(table => table.ToMarkdown()));

    /// <summary>The table of subgroups.</summary>
    public static TextTable Table(string column, ImmutableArray<Subgroup> groups)
    {
        var table = new TextTable(column, "pictures", "accuracy", "95 % interval", "balanced accuracy");
        foreach (var group in groups)
        {
            table.Add(group.Value.Length == 0 ? "(empty)" : group.Value, Count(group.Count), Number(group.Accuracy), Range(group.Interval), Number(group.BalancedAccuracy));
        }

        return table;
    }

    /// <summary>The table of differences.</summary>
    public static TextTable Table(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var table = new TextTable("this minus the other", "difference", "95 % interval");
        foreach (var score in comparison.Differences)
        {
            table.Add(score.Name, Signed(score.Value), double.IsNaN(score.Interval.Low) ? "-" : $"{Signed(score.Interval.Low)} to {Signed(score.Interval.High)}");
        }

        return table;
    }

    /// <summary>What a comparison means, in sentences.</summary>
    public static string Remarks(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var test = comparison.McNemar is { } mcNemar
            ? string.Create(CultureInfo.InvariantCulture, $"Right in one alone: {mcNemar.OnlySecond} of this, {mcNemar.OnlyFirst} of the other; McNemar's exact p = {mcNemar.PValue:0.####}. ")
            : "";
        return $"{test}{(comparison.Drawn.Count == 0 ? "" : $"Intervals: paired bootstrap over {comparison.Drawn.Count} {comparison.Drawn.Unit}. ")}{Counted.Of(comparison.Count, "picture")} in both.";
    }

    private static TextTable Affect(Scores scores)
    {
        (string Name, AffectScores? Scores)[] all = [("valence", scores.Valence), ("arousal", scores.Arousal), ("both", scores.Pooled)];
        var table = new TextTable("", "count", "RMSE", "MAE", "CORR", "SAGR", "CCC", "R2");
        foreach (var (name, affect) in all.Where(item => item.Scores is not null))
        {
            var values = affect!.All.ToDictionary(item => item.Name, item => Number(item.Value));
            table.Add(name, Count(affect.Count), values["rmse"], values["mae"], values["corr"], values["sagr"], values["ccc"], values["r2"]);
        }

        return table;
    }

    private static TextTable Main(Scores scores)
    {
        var table = new TextTable("score", "value", scores.Drawn.Count == 0 ? "" : "95 % interval");
        foreach (var score in scores.Intervals)
        {
            table.Add(score.Name, Number(score.Value), scores.Drawn.Count == 0 ? "" : Range(score.Interval));
        }

        if (scores.Classes is { } classes)
        {
            table.Add("krippendorff_alpha", Number(Metrics.Agreement.KrippendorffNominal(classes.Predictions.Confusion)), "");
            table.Add("roc_auc (macro)", Number(classes.MacroRocAuc), "");
            table.Add("average_precision (macro)", Number(classes.MacroAveragePrecision), "");
            table.Add("top2_accuracy", Number(classes.Predictions.TopAccuracy(2)), "");
            table.Add("log_loss", Number(classes.Predictions.LogLoss()), "");
            table.Add("brier", Number(classes.Predictions.Brier()), "");
            table.Add("ece (15 bins)", Number(Metrics.Calibration.ExpectedError(classes.Predictions)), "");
        }

        return table;
    }

    private static string Drawn(Scores scores) => scores.Drawn.Count == 0 ? "" : $"Intervals: percentile bootstrap over {scores.Drawn.Count} {scores.Drawn.Unit}.\n";

    /// <summary>Three places; a dash for a score that is not defined. Adding 0 takes the sign from a zero.</summary>
    internal static string Number(double value) => double.IsFinite(value) ? (Math.Round(value, 3) + 0.0).ToString("0.000", CultureInfo.InvariantCulture) : "-";

    private static string Signed(double value) => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    private static string Range(Metrics.Interval interval) => double.IsNaN(interval.Low) ? "-" : $"{Number(interval.Low)} to {Number(interval.High)}";

    private static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);
}
