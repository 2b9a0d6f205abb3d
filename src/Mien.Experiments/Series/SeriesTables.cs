using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Reports;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>The results of a series as a table, a file and a chart.</summary>
public static class SeriesTables
{
    private static readonly ImmutableArray<(string Title, string Column)> Scores =
        [("accuracy", "val_accuracy"), ("balanced", "val_balanced_accuracy"), ("macro F1", "val_macro_f1"), ("loss", "val_loss")];

    private const string MeanCcc = "mean CCC";

    /// <summary>Runs with the best first; those without a score come last.</summary>
    public static IEnumerable<MemberResult> Ranked(IEnumerable<MemberResult> results, MonitoredScore monitor)
    {
        var column = Column(monitor);
        return results.OrderBy(result => double.IsNaN(Score(result, column)))
            .ThenBy(result => (monitor is MonitoredScore.Loss ? 1 : -1) * Score(result, column));
    }

    /// <summary>A row for each run with its scores at the best epoch, and for repeats mean and sample deviation.</summary>
    public static TextTable Table(IReadOnlyList<MemberResult> results, bool areRepeats)
    {
        ArgumentNullException.ThrowIfNull(results);
        var table = new TextTable(["run", "status", "epochs", "best", .. Scores.Select(score => score.Title)]) { TextColumns = new HashSet<int> { 0, 1 } };
        foreach (var result in results)
        {
            table.Add([result.Member.Name, result.Status.ToString().ToLowerInvariant(), $"{result.History.Count}", $"{result.History.BestRow + 1}",
                .. Scores.Select(score => RunTables.Number(Score(result, score.Column)))]);
        }

        if (areRepeats)
        {
            table.Add(["mean ± deviation", "", "", "", .. Scores.Select(score => MeanAndDeviation([.. results.Select(result => Score(result, score.Column)).Where(double.IsFinite)]))]);
        }

        return table;
    }

    /// <summary>Writes results.csv with everything that the table has, and scores.png with the monitored score; both anew each time.</summary>
    /// <param name="folder">The folder of the series.</param>
    /// <param name="results">The runs.</param>
    /// <param name="monitor">The score of the chart.</param>
    /// <returns>The chart, or why there is none.</returns>
    public static ChartResult Write(string folder, IReadOnlyList<MemberResult> results, MonitoredScore monitor)
    {
        ArgumentNullException.ThrowIfNull(results);
        var column = Column(monitor);
        var rows = results.Select(result => string.Join(',',
            [result.Member.Name, .. Values(result, result.Status.ToString().ToLowerInvariant(), result.History.Count, result.History.BestRow + 1), .. Scores.Select(score => Text(Score(result, score.Column)))]));
        AtomicFile.WriteText(Path.Combine(folder, "results.csv"), $"run,status,epochs,best_epoch,{string.Join(',', Scores.Select(score => score.Column))}\n{string.Concat(rows.Select(row => row + "\n"))}");
        var scored = Ranked(results, monitor).Where(result => double.IsFinite(Score(result, column))).ToArray();
        if (scored.Length == 0)
        {
            return new(null, "no run has a finished epoch.");
        }

        var data = Path.Combine(folder, "scores.csv");
        AtomicFile.WriteText(data, "run,score\n" + string.Concat(scored.Select(result => $"{result.Member.Name},{Text(Score(result, column))}\n")));
        return ScoreBars.Draw(data, $"validation {Scores.FirstOrDefault(score => score.Column == column, (Title: column, Column: column)).Title} at the best epoch", Path.Combine(folder, "scores.png"), Path.GetFileName(folder));
    }

    /// <summary>A score at the best epoch; NaN before the first is finished.</summary>
    internal static double Score(MemberResult result, string column) => result.History.BestRow is not { } row ? double.NaN
        : column == MeanCcc ? (result.History[row, "val_valence_ccc"] + result.History[row, "val_arousal_ccc"]) / 2
        : result.History[row, column];

    private static string Column(MonitoredScore monitor) => monitor switch
    {
        MonitoredScore.Accuracy => "val_accuracy",
        MonitoredScore.BalancedAccuracy => "val_balanced_accuracy",
        MonitoredScore.Loss => "val_loss",
        MonitoredScore.Ccc => MeanCcc,
        _ => "val_macro_f1",
    };

    private static string MeanAndDeviation(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return "-";
        }

        var mean = values.Average();
        var deviation = values.Count > 1 ? Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)) : 0;
        return string.Create(CultureInfo.InvariantCulture, $"{mean:0.000} ± {deviation:0.000}");
    }

    private static IEnumerable<string> Values(MemberResult result, string status, int epochs, int? best) =>
        [status, epochs.ToString(CultureInfo.InvariantCulture), best?.ToString(CultureInfo.InvariantCulture) ?? ""];

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
