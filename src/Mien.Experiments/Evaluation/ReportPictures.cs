using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Imaging;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>The pictures of a report; each is also in the page. A list is empty where there is nothing to draw or it could not be drawn.</summary>
internal sealed class ReportPictures
{
    private const int ShownExamples = 16;
    private const int ShownErrors = 32;
    private const int ExplainedErrors = 8;
    private readonly string _folder;
    private readonly List<string> _files = [];

    public ReportPictures(string folder, ScoredSet set, Scores scores, ReportSubject subject)
    {
        _folder = folder;
        var charts = new EvaluationCharts(folder, subject.KeepScripts);
        if (scores is { Classes: { } classes, Labels: { } labels })
        {
            var (predictions, matrix) = (classes.Predictions, classes.Predictions.Confusion);
            ImageCodec.Write(ConfusionMatrixPicture.Draw(matrix, labels, subject.Title), Path.Combine(folder, "confusion_matrix.png"));
            Confusion = Embedded("confusion_matrix.png", "Confusion matrix: counts of truth by prediction");
            ClassScores = Embedded(charts.ClassScores(matrix, labels, "Precision, recall and F1 of each class"), "Bars of precision, recall and F1 of each class");
            Distribution = Embedded(charts.Distribution(matrix, labels, "How often each class is true and predicted"), "Bars of how often each class is true and how often it is predicted");
            Rankings = Embedded(charts.Rankings(classes, labels, "Each class against the rest"), "ROC and precision-recall curves of each class");
            var error = string.Create(CultureInfo.InvariantCulture, $"Expected calibration error {Metrics.Calibration.ExpectedError(predictions):0.000}");
            Reliability = Embedded(charts.Reliability(predictions, error), "Accuracy against confidence");
            Examples = Sheet("examples.png", "Examples", Chosen(set, labels), labels);
            Errors = Sheet("errors.png", "Most confident errors", Worst(set).Take(ShownErrors), labels);
            Explained = subject.Explanation is { Problem: null } explanation && explanation.Draw(Worst(set).Take(ExplainedErrors), Path.Combine(folder, "errors_explained.png"))
                ? Embedded("errors_explained.png", "The most confident errors, each beside maps of what speaks for the predicted and for the true class")
                : [];
        }

        Affect = scores.Valence is null && scores.Arousal is null ? [] : Embedded(DrawAffect(charts, set, scores), "Predicted against true valence and arousal, and the circumplex");
        var curves = subject.History is { } history && File.Exists(history) && File.ReadLines(history).Skip(1).Any()
            ? LearningCurves.Draw(history, Path.Combine(folder, "learning_curves.png"), "Training")
            : null;
        History = Embedded(curves?.Path is null ? null : "learning_curves.png", "Loss and scores over the epochs, the best epochs marked");
        Problems = [.. charts.Problems.Concat(curves?.Problem is { } problem ? [problem] : []).Distinct()];
    }

    public ImmutableArray<string> Problems { get; }

    /// <summary>The names of those that were drawn.</summary>
    public IReadOnlyList<string> Files => _files;

    public IReadOnlyList<PagePicture> Confusion { get; } = [];

    public IReadOnlyList<PagePicture> ClassScores { get; } = [];

    public IReadOnlyList<PagePicture> Distribution { get; } = [];

    public IReadOnlyList<PagePicture> Rankings { get; } = [];

    public IReadOnlyList<PagePicture> Reliability { get; } = [];

    public IReadOnlyList<PagePicture> Affect { get; } = [];

    public IReadOnlyList<PagePicture> Examples { get; } = [];

    public IReadOnlyList<PagePicture> Errors { get; } = [];

    public IReadOnlyList<PagePicture> Explained { get; } = [];

    public IReadOnlyList<PagePicture> History { get; } = [];

    private static string? DrawAffect(EvaluationCharts charts, ScoredSet set, Scores scores)
    {
        var points = set.Samples.Where(sample => sample.Valence is not null || sample.Arousal is not null).Select(sample => (
            sample.Valence?.Truth ?? double.NaN, sample.Valence?.Prediction ?? double.NaN, sample.Arousal?.Truth ?? double.NaN, sample.Arousal?.Prediction ?? double.NaN));
        return charts.Affect(points, Caption("valence", scores.Valence), Caption("arousal", scores.Arousal), "Valence and arousal");

        static string Caption(string name, AffectScores? affect) => affect is null
            ? name
            : $"{name}: CCC {ScoresText.Number(affect.Ccc)}, RMSE {ScoresText.Number(affect.Rmse)}";
    }

    // Classes take turns, so that rare ones are seen too; the same pictures for equal sets.
    private static IEnumerable<ScoredSample> Chosen(ScoredSet set, LabelSet labels)
    {
        var byClass = labels.Names.Select((_, label) =>
        {
            var samples = set.Samples.Where(sample => sample.Label == label).ToArray();
            new RandomStream(1, "examples", index: label).Shuffle<ScoredSample>(samples);
            return samples;
        }).ToArray();
        var turns = Enumerable.Range(0, byClass.Max(samples => samples.Length));
        return turns.SelectMany(turn => byClass.Where(samples => samples.Length > turn).Select(samples => samples[turn])).Take(ShownExamples);
    }

    private static IEnumerable<ScoredSample> Worst(ScoredSet set) => set.Samples
        .Where(sample => sample.Label is { } label && label != sample.Predicted)
        .OrderByDescending(sample => sample.Probabilities[sample.Predicted]);

    private IReadOnlyList<PagePicture> Sheet(string file, string title, IEnumerable<ScoredSample> samples, LabelSet labels)
    {
        PictureSheetEntry[] entries = [.. samples.Where(sample => File.Exists(sample.File)).Select(sample =>
        {
            var isRight = sample.Predicted == sample.Label;
            var caption = string.Create(CultureInfo.InvariantCulture, $"{labels[sample.Predicted]} {sample.Probabilities[sample.Predicted] * 100:0} %\n{(isRight ? " " : $"is {labels[sample.Label!.Value]}")}");
            return new PictureSheetEntry(sample.File!, caption, isRight ? CellMark.Right : CellMark.Wrong);
        })];
        return entries.Length > 0 && PictureSheet.Write(entries, Path.Combine(_folder, file), new() { Title = title }) ? Embedded(file, title) : [];
    }

    private IReadOnlyList<PagePicture> Embedded(string? file, string description)
    {
        if (file is null)
        {
            return [];
        }

        _files.Add(file);
        return [new(file, description, File.ReadAllBytes(Path.Combine(_folder, file)))];
    }
}
