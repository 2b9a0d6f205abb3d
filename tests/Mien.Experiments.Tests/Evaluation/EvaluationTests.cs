using System.Text.Json;
using Mien.Core;

namespace Mien.Experiments.Tests;

public sealed class EvaluationTests : IDisposable
{
    // Not the order of folders, and one class more than there are folders.
    private readonly UntrainedRun _run = new("sad", "fear", "anger", "happy");
    private readonly DrawnFaces _faces = new(picturesPerClass: 4);
    private readonly TrainedModel _model;

    public EvaluationTests() => _model = _run.Load();

    public void Dispose()
    {
        _model.Dispose();
        _run.Dispose();
        _faces.Dispose();
    }

    [Fact]
    public void Classes_are_matched_by_name_and_counted_in_the_models_order()
    {
        File.Delete(Path.Combine(_faces.Faces, "anger", "0.png"));
        Directory.Delete(Path.Combine(_faces.Faces, "sad"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_faces.Faces, "sad"));
        var result = Evaluate();
        Assert.Equal(["sad", "fear", "anger", "happy"], result.Labels.Names);
        Assert.Equal([0, 0, 3, 4], result.PerClass.Select(score => score.Support));
        Assert.All(result.Predictions, item => Assert.Equal(result.Labels[item.Label], Path.GetFileName(Path.GetDirectoryName(item.Prediction.File))));
    }

    [Fact]
    public void A_class_that_the_model_does_not_know_is_refused_even_when_it_is_empty()
    {
        Directory.CreateDirectory(Path.Combine(_faces.Faces, "bored"));
        var message = Assert.Throws<ConfigException>(() => Evaluate()).Message;
        Assert.Contains("sad, fear, anger, happy", message, StringComparison.Ordinal);
        Assert.Contains("'bored'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unreadable_pictures_are_listed_and_in_no_score()
    {
        var bad = Path.Combine(_faces.Faces, "happy", "2.png");
        File.WriteAllText(bad, "");
        var result = Evaluate();
        Assert.Equal(bad, Assert.Single(result.Unreadable).File);
        Assert.Equal(11, result.Count);
    }

    [Fact]
    public void When_nothing_can_be_read_there_are_no_scores_but_an_error()
    {
        foreach (var file in Directory.EnumerateFiles(_faces.Faces, "*.png", SearchOption.AllDirectories).ToArray())
        {
            File.WriteAllText(file, "");
        }

        Assert.Contains("none of 12 can be read", Assert.Throws<MienException>(() => Evaluate()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_test_split_is_taken_where_there_is_one_and_else_the_training_split()
    {
        var standard = Path.Combine(_faces.Folder, "standard");
        Directory.CreateDirectory(standard);
        Directory.Move(_faces.Faces, Path.Combine(standard, "train"));
        Assert.Equal("train", EvaluationSet.Read(standard).Split);
        Assert.Null(EvaluationSet.Read(Path.Combine(standard, "train")).Split);
        Directory.Move(Path.Combine(standard, "train"), Path.Combine(standard, "test"));
        Assert.Equal("test", EvaluationSet.Read(standard).Split);
    }

    [Fact]
    public void Scores_follow_from_the_counts_and_the_json_holds_them()
    {
        // By hand: recalls 3/4 and 1/2, precisions 3/4 and 1/2, class b never occurs and is never predicted.
        var labels = new LabelSet(["a", "b", "c"]);
        var result = new EvaluationResult
        {
            Model = "resnet18", Weights = "w", Data = "d", Split = "test", Fingerprint = "f", Engine = "onnx", Precision = "float32", Labels = labels,
            Predictions = [Predicted(0, 0), Predicted(0, 0), Predicted(0, 0), Predicted(0, 2), Predicted(2, 0), Predicted(2, 2)],
        };
        using var json = JsonDocument.Parse(EvaluationJson.Text(result));
        var root = json.RootElement;
        Assert.Equal(4.0 / 6, root.GetProperty("accuracy").GetDouble(), 12);
        Assert.Equal(0.625, root.GetProperty("balanced_accuracy").GetDouble(), 12);
        Assert.Equal((0.75 + 0 + 0.5) / 3, root.GetProperty("macro_f1").GetDouble(), 12);
        Assert.Equal(6, root.GetProperty("count").GetInt32());
        Assert.Equal("[[3,0,1],[0,0,0],[1,0,1]]", root.GetProperty("confusion_matrix").GetRawText());
        Assert.Equal("""{"precision":0.5,"recall":0.5,"f1-score":0.5,"support":2}""", root.GetProperty("classification_report").GetProperty("c").GetRawText());
        Assert.Equal(["test", "onnx", "float32"], new[] { "split", "engine", "precision" }.Select(name => root.GetProperty(name).GetString()));

        (FacePrediction, int) Predicted(int label, int prediction) =>
            (new() { File = "f", Labels = labels, Probabilities = [.. Enumerable.Range(0, 3).Select(index => index == prediction ? 0.6f : 0.2f)] }, label);
    }

    [Fact]
    public void The_report_holds_every_picture_and_its_predictions_can_be_scored_again()
    {
        var result = Evaluate();
        var folder = Path.Combine(_run.Run.Path, "report");

        var report = Evaluation.WriteReport(folder, result, _model, new("run", "untrained"));

        Assert.Empty(report.Problems);
        Assert.All(
            ["index.html", "metrics.json", "model-card.md", "predictions.csv", "classification_report.csv", "confusion_matrix.csv", "evaluation_metrics.csv",
                "confusion_matrix.png", "class_scores.png", "class_counts.png", "rankings.png", "reliability.png", "examples.png", "errors.png", "errors_explained.png"],
            file => Assert.True(File.Exists(Path.Combine(folder, file)), file));
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "metrics.json")));
        using var printed = JsonDocument.Parse(EvaluationJson.Text(result));
        Assert.True(JsonElement.DeepEquals(written.RootElement, printed.RootElement));
        var sources = File.ReadAllText(report.Page).Split("<img src=\"")[1..];
        Assert.Equal(8, sources.Length); // an untrained run has no learning curves
        Assert.All(sources, source => Assert.StartsWith("data:image/png;base64,", source, StringComparison.Ordinal));
        var again = Scores.Of(PredictionsFile.Read(Path.Combine(folder, "predictions.csv")));
        Assert.Equal(result.Confusion, again.Classes!.Predictions.Confusion);
        Assert.Equal(result.Scores.Classes!.Predictions.LogLoss(), again.Classes.Predictions.LogLoss(), 12);
    }

    [Fact]
    public void What_a_new_report_has_not_goes_with_the_old_one_and_nothing_else_does()
    {
        var result = Evaluate();
        var folder = Path.Combine(_run.Run.Path, "report");
        Evaluation.WriteReport(folder, result, _model, new("run", "untrained"));
        var mine = Path.Combine(folder, "errors_explained.txt");
        File.WriteAllText(mine, "mine");

        EvaluationReport.Write(folder, result.Set, result.Scores, new("table", "without a network"), _ => { });

        Assert.All(["errors_explained.png", "model-card.md"], file => Assert.False(File.Exists(Path.Combine(folder, file)), file));
        Assert.All(["errors.png", "confusion_matrix.csv", "index.html"], file => Assert.True(File.Exists(Path.Combine(folder, file)), file));
        Assert.True(File.Exists(mine));
    }

    [Fact]
    public void Intervals_draw_whole_persons_where_the_annotations_name_them()
    {
        var files = Directory.EnumerateFiles(_faces.Faces, "*.png", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_faces.Faces, file));
        File.WriteAllLines(
            Path.Combine(_faces.Faces, "annotations.csv"),
            ["filename,label,valence,arousal,identity", .. files.Select(file => $"{file},{Path.GetDirectoryName(file)},,,person {Path.GetFileNameWithoutExtension(file)}")]);

        Assert.Equal(("persons", 4), Evaluate().Scores.Drawn);
    }

    [Fact]
    public void Subgroups_follow_a_column_of_the_annotations_and_two_models_are_compared_by_the_names_of_classes()
    {
        var files = Directory.EnumerateFiles(_faces.Faces, "*.png", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_faces.Faces, file)).ToArray();
        File.WriteAllLines(Path.Combine(_faces.Faces, "annotations.csv"), ["filename,label,age", .. files.Select(file => $"{file},{Path.GetDirectoryName(file)},{(file.EndsWith("0.png", StringComparison.Ordinal) ? "young" : "old")}")]);
        var set = EvaluationSet.Read(_faces.Faces) with { Columns = ["Age"], Draws = 50 };
        var result = Evaluation.Run(_model, set, cancellation: TestContext.Current.CancellationToken);
        using var other = new UntrainedRun(seed: 4, "anger", "happy", "sad", "fear");
        using var second = other.Load();
        var against = Evaluation.Run(second, set, cancellation: TestContext.Current.CancellationToken);

        var details = ScoreDetails.Of(result.Set, ["Age"], (against.Set, "other"), draws: 50);

        Assert.Equal([("old", 9), ("young", 3)], details.Groups[0].Groups.Select(group => (group.Value, (int)group.Count)).Order());
        Assert.Equal(result.Accuracy - against.Accuracy, details.Comparison!.Differences.Single(score => score.Name == "accuracy").Value, 12);
        var report = Evaluation.WriteReport(Path.Combine(_run.Run.Path, "report"), result, _model, new("run", "untrained") { Details = details });
        Assert.All(["By Age", "Compared with other", "McNemar"], words => Assert.Contains(words, File.ReadAllText(report.Page), StringComparison.Ordinal));
        using var json = JsonDocument.Parse(EvaluationJson.Text(result, details: details));
        Assert.Equal(2, json.RootElement.GetProperty("by").GetProperty("Age").GetArrayLength());
        Assert.Equal(12, json.RootElement.GetProperty("comparison").GetProperty("count").GetInt32());
        Assert.Contains("did you mean 'age'?", Assert.Throws<ConfigException>(() => Evaluation.Run(_model, set with { Columns = ["agee"] }, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private EvaluationResult Evaluate() =>
        Evaluation.Run(_model, EvaluationSet.Read(_faces.Faces), cancellation: TestContext.Current.CancellationToken);
}
