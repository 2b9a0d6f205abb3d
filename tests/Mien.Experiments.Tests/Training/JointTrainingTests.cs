using System.Text;
using System.Text.Json;
using Mien.Core;
using Mien.Training;

namespace Mien.Experiments.Tests;

/// <summary>Expression, valence and arousal together, from annotations.csv to predictions.</summary>
public sealed class JointTrainingTests : IDisposable
{
    private const string Model = "model: {name: talha_net, input: 16}";

    private readonly DrawnFaces _faces = new();

    private string RunPath => Path.Combine(_faces.Folder, "run");

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void A_run_learns_saves_measures_and_predicts_valence_and_arousal()
    {
        Annotate();
        var result = Train(Recipe("loss: {class_weights: balanced, affect: ccc}\nmix: {mixup: 0.2}\nmonitor: ccc"));

        Assert.InRange(result.Fit.History[^1].Validation.Affect!.ValenceRmse!.Value, 0, 10);
        Assert.Contains("valence_ccc/validation", Encoding.Latin1.GetString(File.ReadAllBytes(result.Folder.TensorBoard)), StringComparison.Ordinal);
        Assert.Contains("valence CCC", RunTables.List([RunCatalog.Read(RunPath)]).ToMarkdown(), StringComparison.Ordinal);
        Assert.Equal(
            "epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,val_balanced_accuracy,val_macro_f1,val_valence_ccc,val_valence_rmse,val_arousal_ccc,val_arousal_rmse,is_best",
            File.ReadLines(result.Folder.History).First());
        Assert.Contains("\"regression\": [\n    \"arousal\",\n    \"valence\"\n  ]", File.ReadAllText(result.Folder.Labels), StringComparison.Ordinal);

        using var model = TrainedModel.Load(RunPath, Precision.Float32);
        Assert.True(model.HasAffect);
        var evaluation = Evaluation.Run(model, EvaluationSet.Read(_faces.Faces), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((15, 12), (evaluation.Scores.Valence!.Count, evaluation.Scores.Arousal!.Count));
        Assert.Contains("arousal CCC", EvaluationText.Summary(evaluation), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(EvaluationJson.Text(evaluation));
        Assert.Equal(evaluation.Scores.Valence.Rmse, json.RootElement.GetProperty("valence").GetProperty("rmse").GetDouble());

        var prediction = evaluation.Predictions[0].Prediction;
        Assert.Equal(1, prediction.Probabilities.Sum(), 1e-5);
        using var line = JsonDocument.Parse(PredictionJson.Line(prediction, new("torch", "float32")));
        Assert.Equal(prediction.Affect!.Value.Arousal, line.RootElement.GetProperty("arousal").GetDouble());
    }

    [Fact]
    public void Any_backbone_learns_valence_and_arousal_under_the_affect_head()
    {
        Annotate();
        Train(_faces.Recipe(), null, "model.head={name: affect, sizes: [8]}", "model.tanh=true", "epochs=1");

        using var model = TrainedModel.Load(RunPath, Precision.Float32);
        var pixels = Enumerable.Repeat(1000f, DrawnFaces.SizePx * DrawnFaces.SizePx * 3).ToArray(); // far outside of what it knows
        var (probabilities, affect) = model.Answers(pixels, count: 1);
        Assert.Equal(3, probabilities.Length);
        Assert.True(model.Description.BoundsRegression);
        Assert.InRange(Assert.Single(affect).Valence, -1, 1);
        Assert.InRange(affect[0].Arousal, -1, 1);
    }

    [Fact]
    public void Without_annotations_such_a_model_is_refused_before_anything_is_written()
    {
        var message = Assert.Throws<ConfigException>(() => Train(Recipe())).Message;
        Assert.Contains("Expected valence or arousal of the pictures", message, StringComparison.Ordinal);
        Assert.Contains("annotations.csv", message, StringComparison.Ordinal);
        Assert.Contains("'loss.soft_labels': expected votes", Assert.Throws<ConfigException>(() => Train(_faces.Recipe("loss: {soft_labels: true}"))).Message, StringComparison.Ordinal);
        Assert.Contains("'monitor'", Assert.Throws<ConfigException>(() => Train(_faces.Recipe("monitor: ccc"))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(RunPath));
    }

    [Fact]
    public void A_run_goes_on_only_with_the_annotations_it_began_with()
    {
        Annotate();
        Train(Recipe());
        File.Delete(new RunFolder(RunPath).LastCheckpoint);
        Annotate(valence: 0.125);
        Assert.Contains("The data is not what the recipe names", Assert.Throws<MienException>(() => Experiment.Resume(RunPath, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_folders_that_are_no_classes_count_for_valence_and_arousal_alone()
    {
        Annotate();
        Assert.Contains("did you mean 'anger'?", Assert.Throws<ConfigException>(() => Train(Recipe(), null, "data.unlabelled=[angr]")).Message, StringComparison.Ordinal);
        ExperimentSetup? setup = null;
        var result = Train(Recipe(), new() { OnReady = ready => setup = ready }, "data.unlabelled=[anger]", "batch=9"); // one batch, so that the pictures for TensorBoard hold all of them
        Assert.Equal(["happy", "sad"], setup!.Train.Labels.Names);
        Assert.Equal((9, 3), (setup.Train.Samples.Length, setup.Train.Samples.Count(sample => sample.Label == Mien.Data.Sample.NoLabel)));
        Assert.Equal(FitOutcome.Finished, result.Fit.Outcome);
    }

    [Fact]
    public void Votes_are_learned_from_only_when_asked_for()
    {
        var rows = from name in new[] { "anger", "happy", "sad" }
                   from number in Enumerable.Range(0, 5)
                   select $"{name}/{number}.png,{name},0.5,0.25,0.25";
        File.WriteAllLines(Path.Combine(_faces.Faces, "annotations.csv"), rows.Prepend("filename,label,soft_anger,soft_happiness,soft_sadness"));

        var soft = Train(_faces.Recipe("loss: {soft_labels: true}"));
        var hard = Experiment.Train(RecipeReader.Parse(_faces.Recipe(), "r.yml", "/"), RunPath + "2", cancellation: TestContext.Current.CancellationToken);

        Assert.NotEqual(hard.Recipe.Data.Fingerprint, soft.Recipe.Data.Fingerprint);
        Assert.NotEqual(hard.Fit.History[0].TrainLoss, soft.Fit.History[0].TrainLoss);
        // By the votes every picture is half anger: no loss of a distribution is below its entropy, of 1.04.
        Assert.All(soft.Fit.History, epoch => Assert.True(epoch.TrainLoss > 1.0397));
    }

    // Arousal is unknown of every fifth picture.
    private void Annotate(double valence = 0.5)
    {
        var rows = from name in new[] { "anger", "happy", "sad" }
                   from number in Enumerable.Range(0, 5)
                   let sign = name == "happy" ? 1 : -1
                   select FormattableString.Invariant($"{name}/{number}.png,{name},{(sign * valence) + (number * 0.01)},{(number == 4 ? "" : "0.25")}");
        File.WriteAllLines(Path.Combine(_faces.Faces, "annotations.csv"), rows.Prepend("filename,label,valence,arousal"));
    }

    private string Recipe(string more = "") =>
        _faces.Recipe(more).Replace($"model: {{name: resnet18, input: {DrawnFaces.SizePx}}}", Model, StringComparison.Ordinal);

    private ExperimentResult Train(string recipe, ExperimentOptions? options = null, params string[] overrides) =>
        Experiment.Train(RecipeReader.Parse(recipe, "r.yml", "/", overrides), RunPath, options, TestContext.Current.CancellationToken);
}
