using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mien.Reports;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Runs as tables, CSV and JSON.</summary>
public static class RunTables
{
    /// <summary>Scores by their names on the command line, with the column of history.csv and whether less is better.</summary>
    public static IReadOnlyDictionary<string, (string Column, bool LessIsBetter)> Scores { get; } = new Dictionary<string, (string, bool)>
    {
        ["accuracy"] = ("val_accuracy", false),
        ["balanced_accuracy"] = ("val_balanced_accuracy", false),
        ["macro_f1"] = ("val_macro_f1", false),
        ["loss"] = ("val_loss", true),
        ["valence_ccc"] = ("val_valence_ccc", false),
        ["arousal_ccc"] = ("val_arousal_ccc", false),
    };

    private static JsonSerializerOptions Json { get; } = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Runs with the best first; those without a finished epoch come last.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="score">A key of <see cref="Scores"/>.</param>
    public static IEnumerable<RunSummary> Sorted(IEnumerable<RunSummary> runs, string score)
    {
        var (column, lessIsBetter) = Scores[score];
        return runs.OrderBy(run => double.IsNaN(run.Score(column))).ThenBy(run => (lessIsBetter ? 1 : -1) * run.Score(column));
    }

    /// <summary>A row for each run; scores of valence and arousal where any run has them.</summary>
    public static TextTable List(IReadOnlyCollection<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var shown = Scores.Where(score => !score.Key.EndsWith("_ccc", StringComparison.Ordinal) || runs.Any(run => !double.IsNaN(run.Score(score.Value.Column)))).ToArray();
        var table = new TextTable(["run", "model", "status", "epochs", "best", .. shown.Select(score => Title(score.Key)), "started"]) { TextColumns = new HashSet<int> { 0, 1, 2 } };
        foreach (var run in runs)
        {
            table.Add(
            [
                run.Name, run.Recipe.Model.Name, Status(run),
                string.Create(CultureInfo.InvariantCulture, $"{run.History.Count}/{run.Recipe.Epochs}"),
                run.BestEpoch?.ToString(CultureInfo.InvariantCulture) ?? "",
                .. shown.Select(score => Number(run.Score(score.Value.Column))),
                run.Started?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
            ]);
        }

        return table;
    }

    /// <summary>A row for each epoch.</summary>
    public static TextTable Epochs(RunHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var table = new TextTable([.. history.Columns]);
        for (var row = 0; row < history.Count; row++)
        {
            table.Add([.. history.Columns.Select(column => history[row, column].ToString("G5", CultureInfo.InvariantCulture))]);
        }

        return table;
    }

    /// <summary>The keys in which recipes differ, a row for each, and a column for each run.</summary>
    public static TextTable Differences(IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var values = runs.Select(run => RecipeValues.Of(run.Recipe)).ToArray();
        var table = new TextTable(["recipe", .. runs.Select(run => run.Name)]);
        foreach (var key in values.SelectMany(recipe => recipe.Keys).Distinct())
        {
            var texts = values.Select(recipe => recipe.TryGetValue(key, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : "-").ToArray();
            if (texts.Distinct().Count() > 1)
            {
                table.Add([key, .. texts.Select(text => text.Length > 40 ? text[..37] + "..." : text)]);
            }
        }

        return table;
    }

    /// <summary>One JSON array with an object for each run.</summary>
    public static string ToJson(IEnumerable<RunSummary> runs) => new JsonArray([.. runs.Select(Node)]).ToJsonString(Json) + "\n";

    /// <summary>A header and a line for each run.</summary>
    public static string ToCsv(IEnumerable<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var text = new StringBuilder("run,model,status,epochs_done,epochs,best_epoch,").AppendJoin(',', Scores.Keys).Append(",started\n");
        foreach (var run in runs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Quoted(run.Name)},{run.Recipe.Model.Name},{Status(run)},{run.History.Count},{run.Recipe.Epochs},{run.BestEpoch},")
                .AppendJoin(',', Scores.Values.Select(score => run.Score(score.Column) is var value && double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture)))
                .Append(CultureInfo.InvariantCulture, $",{run.Started:O}\n");
        }

        return text.ToString();
    }

    /// <summary>Three digits behind the point; a dash for what is not known.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.000", CultureInfo.InvariantCulture);

    private static JsonObject Node(RunSummary run) => new()
    {
        ["run"] = run.Name,
        ["path"] = run.Folder.Path,
        ["model"] = run.Recipe.Model.Name,
        ["status"] = Status(run),
        ["remark"] = run.Remark,
        ["epochs_done"] = run.History.Count,
        ["epochs"] = run.Recipe.Epochs,
        ["best_epoch"] = run.BestEpoch,
        ["started"] = run.Started?.ToString("O"),
        ["scores"] = new JsonObject([.. Scores.Select(score =>
            KeyValuePair.Create(score.Key, double.IsNaN(run.Score(score.Value.Column)) ? null : (JsonNode?)JsonValue.Create(run.Score(score.Value.Column))))]),
        ["recipe"] = new JsonObject([.. RecipeValues.Of(run.Recipe).Select(item => KeyValuePair.Create(item.Key, JsonSerializer.SerializeToNode(item.Value)))]),
    };

    private static string Status(RunSummary run) => run.Status.ToString().ToLowerInvariant();

    private static string Title(string score) => score.Replace('_', ' ').Replace("f1", "F1", StringComparison.Ordinal).Replace("ccc", "CCC", StringComparison.Ordinal);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
