using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Mien.Core;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>What a report is about, beside its numbers.</summary>
/// <param name="Title">Its title, such as the name of the run.</param>
/// <param name="Subject">What was measured on what, in one line.</param>
public sealed record ReportSubject(string Title, string Subject)
{
    /// <summary>history.csv of the run; null where there is none.</summary>
    public string? History { get; init; }

    /// <summary>What to know about the scores, such as how the answers of the network were changed or averaged, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Subgroups and a comparison; default none.</summary>
    public ScoreDetails Details { get; init; } = ScoreDetails.None;

    /// <summary>Threads of the arithmetic that explains the worst errors; 0, the default, is one per core.</summary>
    public int Threads { get; init; }

    internal ErrorExplanation? Explanation { get; init; }

    /// <summary>What the model card says of the model; null where the predictions are somebody else's.</summary>
    public ModelCard? Card { get; init; }

    /// <summary>Whether the script and the numbers of each chart stay beside it.</summary>
    public bool KeepScripts { get; init; }
}

/// <summary>What became of a report.</summary>
/// <param name="Page">The page for people.</param>
/// <param name="Problems">What could not be drawn, and why; empty where all is there.</param>
public sealed record WrittenReport(string Page, ImmutableArray<string> Problems);

/// <summary>
/// Writes an evaluation into a folder: a page for people that holds all its pictures, the pictures, tables as CSV, metrics.json and,
/// for a model, model-card.md. Files of an earlier report are replaced, each in one step; pictures and tables that the new one has not go.
/// </summary>
public static class EvaluationReport
{
    /// <summary>The page for people.</summary>
    public const string Page = "index.html";

    private static readonly string[] Always = [ReportTables.First, ReportTables.Predictions, "metrics.json", Page];

    private static readonly string[] Extras =
    [
        ModelCard.FileName, .. ReportTables.OfClasses, "confusion_matrix.png", "class_scores.png", "class_counts.png", "rankings.png", "reliability.png",
        "affect_predictions.png", "examples.png", "errors.png", "errors_explained.png", "learning_curves.png",
    ];

    // With the scripts and numbers of charts, which have their names.
    private static readonly HashSet<string> Stems = [.. Always.Concat(Extras).Select(name => Path.GetFileNameWithoutExtension(name))];

    /// <summary>Refuses a folder with something else in it than an earlier report, and one whose table of predictions is asked about.</summary>
    /// <param name="folder">Where a report is to go.</param>
    /// <param name="keepScripts">Whether it will write the scripts of its charts; then an earlier one that was changed is refused, too.</param>
    /// <param name="tables">Tables of predictions that it will be made of.</param>
    /// <exception cref="ConfigException">Files that are no report's would lie among it or be replaced.</exception>
    public static void Check(string folder, bool keepScripts, params IEnumerable<string> tables)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(tables);
        var replaced = Path.GetFullPath(Path.Combine(folder, ReportTables.Predictions));
        if (tables.FirstOrDefault(table => Path.GetFullPath(table) == replaced) is { } needed)
        {
            throw new ConfigException($"The report in '{folder}' would replace the table that it is made of, {needed}; name another folder.");
        }

        if (Foreign(folder) is { } foreign)
        {
            throw new ConfigException($"Expected '{folder}' to be absent, empty or an earlier report but found '{Path.GetFileName(foreign)}'; name another folder.");
        }

        string[] changed = keepScripts ? [.. KeptScript.Changed(folder)] : [];
        if (changed.Length > 0)
        {
            var what = changed.Length == 1 ? "it" : "them";
            throw new ConfigException($"In '{folder}' {string.Join(", ", changed)} would be replaced, changed since an earlier report wrote {what}. Leave out --keep-scripts, move {what} away, or name another folder by --report.");
        }
    }

    // Whatever a report is like, it begins with the same table: without it, a predictions.csv is somebody's own.
    private static string? Foreign(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return File.Exists(folder) ? folder : null;
        }

        var entries = Directory.EnumerateFileSystemEntries(folder).Where(path => !path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return entries.Exists(path => Path.GetFileName(path) == ReportTables.First)
            ? entries.Find(path => !Stems.Contains(Path.GetFileNameWithoutExtension(path)))
            : entries.FirstOrDefault();
    }

    /// <summary>Writes the report.</summary>
    /// <param name="folder">Where to; made where it is missing.</param>
    /// <param name="set">Pictures with truth and prediction.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="metrics">Writes the properties of metrics.json.</param>
    /// <exception cref="MienException">The folder cannot be written to.</exception>
    public static WrittenReport Write(string folder, ScoredSet set, Scores scores, ReportSubject subject, Action<Utf8JsonWriter> metrics)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(subject);
        try
        {
            Directory.CreateDirectory(folder);
            var extras = new HashSet<string>(new ReportTables(folder, set, scores).Write(subject.Title));
            AtomicFile.WriteText(Path.Combine(folder, "metrics.json"), ScoresJson.Text(metrics, indented: true) + "\n");
            if (subject.Card is { } card)
            {
                AtomicFile.WriteText(Path.Combine(folder, ModelCard.FileName), card.Text(scores));
                extras.Add(ModelCard.FileName);
            }

            var pictures = new ReportPictures(folder, set, scores, subject);
            extras.UnionWith(pictures.Files);
            HtmlPage.Write(Path.Combine(folder, Page), subject.Title, subject.Subject, Sections(scores, pictures, subject));
            foreach (var old in Extras.Where(name => !extras.Contains(name)))
            {
                File.Delete(Path.Combine(folder, old));
            }

            return new(Path.Combine(folder, Page), pictures.Problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"The report cannot be written into {folder}: {e.Message}", e);
        }
    }

    private static IEnumerable<PageSection> Sections(Scores scores, ReportPictures pictures, ReportSubject subject)
    {
        yield return new() { Heading = "Scores", Paragraphs = [.. subject.Notes, Intervals(scores)], Tables = ScoresText.MainTables(scores) };
        if (scores is { Classes: { } classes, Labels: { } labels })
        {
            yield return new()
            {
                Heading = "Which expressions are taken for which",
                Paragraphs = ["Counts, with their share of the row; the diagonal is the recall of each class."],
                Pictures = pictures.Confusion,
            };
            yield return new() { Heading = "Classes", Tables = [ClassificationTables.PerClass(classes.Predictions.Confusion, labels)], Pictures = [.. pictures.ClassScores, .. pictures.Distribution] };
            yield return new() { Heading = "Each class against the rest", Pictures = pictures.Rankings };
            yield return new()
            {
                Heading = "Do probabilities mean what they say?",
                Paragraphs = ["Bars below the line: the model is surer than it is right. Bars above it: it is right more often than it says."],
                Pictures = pictures.Reliability,
            };
        }

        foreach (var section in subject.Details.Sections())
        {
            yield return section;
        }

        if (pictures.Affect.Count > 0)
        {
            yield return new() { Heading = "Valence and arousal", Pictures = pictures.Affect };
        }

        if (pictures.Examples.Count > 0)
        {
            yield return new() { Heading = "Examples", Paragraphs = ["Chosen at random, the classes by turns, so that rare ones show as often as others; green is right."], Pictures = pictures.Examples };
        }

        if (pictures.Errors.Count > 0)
        {
            yield return new() { Heading = "Most confident errors", Paragraphs = ["Either the model is wrong or the label is: worth a look at both."], Pictures = pictures.Errors };
        }

        if (pictures.Explained.Count > 0 || subject.Explanation?.Problem is not null)
        {
            yield return new()
            {
                Heading = "Where the model looked in its worst errors",
                Paragraphs = subject.Explanation?.Problem is { } problem ? [$"Not drawn: {problem}"] : [
                    "Grad-CAM: yellow is what spoke most for a class, first the predicted and then the true one. Each map is coloured from nothing to its own most. mien explain draws others.",
                    .. subject.Explanation?.Remark is { } remark ? [remark] : Array.Empty<string>()],
                Pictures = pictures.Explained,
            };
        }

        if (pictures.History.Count > 0)
        {
            yield return new() { Heading = "Training", Pictures = pictures.History };
        }

        yield return new()
        {
            Heading = "Files",
            Paragraphs =
            [
                "predictions.csv: every picture with truth, prediction, probabilities and loss. classification_report.csv, confusion_matrix.csv, evaluation_metrics.csv and metrics.json: "
                + $"the numbers of this page.{(subject.Card is null ? "" : " model-card.md: the model in words.")} docs/metrics.md says what each score means.",
            ],
        };
    }

    private static string Intervals(Scores scores) => scores.Drawn.Count == 0
        ? "Without intervals."
        : string.Create(CultureInfo.InvariantCulture, $"Intervals hold a score with 95 % confidence: percentile bootstrap over {scores.Drawn.Count} {scores.Drawn.Unit}.");
}
