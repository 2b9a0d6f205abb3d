using Mien.Core;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class ExperimentTests : IDisposable
{
    private readonly DrawnFaces _faces = new();

    private string RunPath => Path.Combine(_faces.Folder, "run");

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void A_recipe_becomes_a_run_folder_with_a_model_that_predicts()
    {
        ExperimentSetup? setup = null;
        var result = Train(RunPath, new() { OnReady = ready => setup = ready });

        Assert.Equal((FitOutcome.Finished, 2, 4L), (result.Fit.Outcome, result.Fit.History.Length, result.Fit.Step));
        Assert.Equal((9, 6), (setup!.Train.Samples.Length, setup.Validation.Samples.Length));
        Assert.Equal(
            ["best.ckpt", "events.jsonl", "events.out.tfevents.mien", "history.csv", "labels.json", "last.ckpt", "model.safetensors", "recipe.yml", "run.lock"],
            Directory.GetFiles(RunPath).Select(Path.GetFileName).Order());
        Assert.Equal(result.Recipe, RecipeReader.Read(result.Folder.Recipe));

        using var model = TrainedModel.Load(RunPath, Precision.Float32);
        Assert.Equal(["anger", "happy", "sad"], model.Labels.Names);
        var probabilities = model.Probabilities(new float[2 * DrawnFaces.SizePx * DrawnFaces.SizePx * 3], count: 2);
        Assert.Equal([1, 1], probabilities.Chunk(3).Select(row => MathF.Round(row.Sum(), 5)));
    }

    [Fact]
    public void A_run_stopped_in_the_middle_and_resumed_ends_in_the_same_bytes()
    {
        using var cancellation = new CancellationTokenSource();
        var broken = Path.Combine(_faces.Folder, "broken");
        Train(RunPath);
        var stopped = Experiment.Train(Recipe(), broken, new() { Callbacks = [new CancelAt(1, cancellation)] }, cancellation.Token);
        Assert.Equal((FitOutcome.Stopped, 1L), (stopped.Fit.Outcome, stopped.Fit.Step));

        var resumed = Resume(broken, "workers=1");
        Assert.Equal(FitOutcome.Finished, resumed.Fit.Outcome);
        Assert.Equal(File.ReadAllBytes(new RunFolder(RunPath).Model), File.ReadAllBytes(resumed.Folder.Model));
        Assert.Equal(File.ReadAllText(new RunFolder(RunPath).History), File.ReadAllText(resumed.Folder.History));

        Assert.True(Resume(broken).WasFinished);
        AssertRefused<ConfigException>("these keys differ:\n  epochs: 2 -> 3\n", () => Resume(broken, "epochs=3"));
    }

    [Fact]
    public void A_run_without_a_checkpoint_starts_anew_from_its_recipe_but_not_with_other_data()
    {
        var folder = new RunFolder(RunPath);
        Assert.Throws<InvalidOperationException>(() => Train(RunPath, new() { Callbacks = [new Break()] }));
        Assert.True(folder.HasRun);
        Assert.False(File.Exists(folder.LastCheckpoint));
        AssertRefused<ConfigException>("holds one. Continue it with: mien train --resume", () => Train(RunPath));

        File.Copy(Path.Combine(_faces.Faces, "sad", "0.png"), Path.Combine(_faces.Faces, "sad", "9.png"));
        AssertRefused<MienException>("The data is not what the recipe names: expected fingerprint", () => Resume(RunPath));
        File.Delete(Path.Combine(_faces.Faces, "sad", "9.png"));
        Assert.Equal(FitOutcome.Finished, Resume(RunPath).Fit.Outcome);
    }

    [Theory]
    [InlineData("model.name=resnet19", "did you mean 'resnet18'?")]
    [InlineData("data.path=nowhere", "nowhere")]
    [InlineData("loss.class_weights=[1, 2]", "expected 3 numbers, one for each of anger, happy, sad, but got 2")]
    [InlineData("device=cuda:7", "Device 'cuda:7' was asked for")]
    public void What_does_not_fit_is_said_before_anything_is_written(string change, string message)
    {
        AssertRefused<MienException>(message, () => Train(RunPath, change: change));
        Assert.False(Directory.Exists(RunPath));
    }

    [Fact]
    public void A_broken_picture_is_named_before_anything_is_written()
    {
        File.WriteAllText(Path.Combine(_faces.Faces, "happy", "3.png"), "no picture");
        AssertRefused<MienException>("happy/3.png", () => Train(RunPath));
        Assert.False(Directory.Exists(RunPath));
    }

    [Fact]
    public void A_folder_without_a_run_cannot_be_resumed() =>
        AssertRefused<ConfigException>("there is no recipe.yml in it", () => Resume(RunPath));

    [Fact]
    public void A_model_with_auxiliary_classifiers_is_not_trained_without_them() =>
        AssertRefused<ConfigException>("take inception_v3_noaux", () => Train(RunPath, null, "model.name=inception_v3"));

    [Fact]
    public void A_model_made_for_another_size_is_built_for_the_size_of_the_recipe()
    {
        Train(RunPath, null, "model.name=fercnn1", "epochs=1");
        using var model = TrainedModel.Load(RunPath, Precision.Float32);
        Assert.Equal(3, model.Probabilities(new float[DrawnFaces.SizePx * DrawnFaces.SizePx * 3], count: 1).Length);
    }

    private static void AssertRefused<T>(string message, Action action)
        where T : Exception => Assert.Contains(message, Assert.ThrowsAny<T>(action).Message, StringComparison.Ordinal);

    private static ExperimentResult Resume(string path, params string[] overrides) =>
        Experiment.Resume(path, overrides, cancellation: TestContext.Current.CancellationToken);

    private ExperimentResult Train(string path, ExperimentOptions? options = null, params string[] change) =>
        Experiment.Train(Recipe(change), path, options, TestContext.Current.CancellationToken);

    private Recipe Recipe(params string[] overrides) => RecipeReader.Parse(_faces.Recipe(), "r.yml", _faces.Folder, overrides);

    private sealed class CancelAt(long step, CancellationTokenSource cancellation) : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report)
        {
            if (report.Step == step)
            {
                cancellation.Cancel();
            }
        }
    }

    private sealed class Break : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report) => throw new InvalidOperationException("killed");
    }
}
