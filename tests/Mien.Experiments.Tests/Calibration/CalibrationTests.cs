using Mien.Core;
using Mien.Inference;

namespace Mien.Experiments.Tests;

public sealed class CalibrationTests : IDisposable
{
    private readonly UntrainedRun _run = new(seed: 4, "shufflenet_v2_x1_0", ["anger", "happy", "sad"]);
    private readonly DrawnFaces _faces = new(picturesPerClass: 4);

    public void Dispose()
    {
        _run.Dispose();
        _faces.Dispose();
    }

    [Fact]
    public void The_pictures_of_a_run_are_exactly_those_that_it_held_out()
    {
        var recipe = Path.Combine(_faces.Folder, "recipe.yml");
        File.WriteAllText(recipe, _faces.Recipe());
        var folder = Path.Combine(_faces.Folder, "run");
        string[] heldOut = [];
        Experiment.Train(
            Experiment.ReadRecipe(recipe, ["epochs=1"]), folder, new() { OnReady = ready => heldOut = [.. ready.Validation.Samples.Select(sample => sample.Path)] },
            TestContext.Current.CancellationToken);

        var pictures = CalibrationPictures.OfRun(folder);

        Assert.NotEmpty(heldOut);
        Assert.Equal(heldOut, pictures.Set.Dataset.Samples.Select(sample => sample.Path));
        Assert.Equal(heldOut, HeldOutPictures.OfAll(Path.Combine(folder, "model.safetensors")).Dataset.Samples.Select(sample => sample.Path));
        var other = Path.Combine(_faces.Folder, "other");
        Experiment.Train(Experiment.ReadRecipe(recipe, ["epochs=1", "seed=2"]), other, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("held out the same", Assert.Throws<ConfigException>(() => HeldOutPictures.OfAll($"{folder},{other}")).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_faces.Faces, "happy", "new.png"), "more than the run knew");
        Assert.Contains("fingerprint", Assert.Throws<MienException>(() => CalibrationPictures.OfRun(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stored_temperature_is_used_by_every_engine_and_changes_no_prediction()
    {
        Store(temperature: 3);
        string[] engines = OnnxRuntime.IsInstalled ? ["torch", "onnx"] : ["torch"];
        foreach (var engine in engines)
        {
            var (plain, calibrated) = (Evaluate(engine, calibrate: false), Evaluate(engine, calibrate: true));
            Assert.Null(Assert.Single(plain.Members).Temperature);
            Assert.Equal(3, Assert.Single(calibrated.Members).Temperature);
            Assert.Equal(plain.Confusion, calibrated.Confusion);
            foreach (var (before, after) in plain.Predictions.Zip(calibrated.Predictions))
            {
                var cubeRoots = before.Prediction.Probabilities.Select(value => Math.Cbrt(value)).ToArray();
                Assert.All(cubeRoots.Zip(after.Prediction.Probabilities), pair => Assert.Equal(pair.First / cubeRoots.Sum(), pair.Second, 1e-6)); // float32
            }
        }
    }

    [Fact]
    public void The_temperature_of_other_weights_is_refused_and_that_of_another_file_is_not_meant()
    {
        Store(temperature: 3);
        using var other = new UntrainedRun(seed: 5, "shufflenet_v2_x1_0", ["anger", "happy", "sad"]);
        File.Copy(other.Run.Model, Path.Combine(_run.Run.Path, "other.safetensors"));
        using (var model = new EngineOptions { Engine = "torch" }.Load(Path.Combine(_run.Run.Path, "other.safetensors")))
        {
            Assert.Null(Assert.Single(model.Members).Temperature);
        }

        File.Copy(other.Run.Model, _run.Run.Model, overwrite: true);
        Assert.Contains("fitted for other weights", Assert.Throws<MienException>(() => _run.Load()).Message, StringComparison.Ordinal);
        new EngineOptions { Engine = "torch", Calibrate = false }.Load(_run.Run.Path).Dispose();
    }

    [Fact]
    public void Exported_weights_carry_the_temperature_to_any_folder()
    {
        Store(temperature: 3);
        using var elsewhere = new TemporaryFolder();
        var file = Path.Combine(elsewhere.Path, "faces.safetensors");
        WeightsExport.Run(_run.Run.Path, file);
        string[] engines = OnnxRuntime.IsInstalled ? ["torch", "onnx", "onnx"] : ["torch"]; // the second time from the cache
        foreach (var engine in engines)
        {
            AssertSame(Evaluate(engine, calibrate: true), Evaluate(engine, calibrate: true, file));
            AssertSame(Evaluate(engine, calibrate: false), Evaluate(engine, calibrate: false, file));
        }

        Assert.Contains("nothing is ever overwritten", Assert.Throws<ConfigException>(() => WeightsExport.Run(_run.Run.Path, file)).Message, StringComparison.Ordinal);
        Assert.Contains("options of weights", Assert.Throws<ConfigException>(() => WeightsExport.Run(_run.Run.Path, file + ".safetensors", new() { Float16 = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exported_graphs_have_the_temperature_inside()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, "ONNX Runtime is not installed here.");
        Store(temperature: 3);
        using var elsewhere = new TemporaryFolder();
        var (calibrated, plain) = (Path.Combine(elsewhere.Path, "calibrated.onnx"), Path.Combine(elsewhere.Path, "plain.onnx"));
        ModelExport.Run(_run.Run.Path, calibrated, cancellation: TestContext.Current.CancellationToken);
        ModelExport.Run(_run.Run.Path, plain, new() { Calibrate = false }, cancellation: TestContext.Current.CancellationToken);
        AssertSame(Evaluate("onnx", calibrate: true), Evaluate("onnx", calibrate: true, calibrated));
        AssertSame(Evaluate("onnx", calibrate: false), Evaluate("onnx", calibrate: true, plain));
        Assert.Contains("has one in its arithmetic", Assert.Throws<ConfigException>(() => Evaluate("onnx", calibrate: false, calibrated)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"temperature\": 1}")]
    [InlineData("[1, 2]")]
    public void A_damaged_calibration_is_an_error_that_says_what_to_do(string content)
    {
        File.WriteAllText(CalibrationFile.PathFor(_run.Run.Model), content);
        Assert.Contains("--no-calibration", Assert.Throws<MienException>(() => _run.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_loss_falls_and_the_result_is_stored_as_it_was_found()
    {
        using var run = new UntrainedRun("anger", "happy", "sad"); // whose random probabilities differ from picture to picture
        using var model = run.Load();
        var mostlyRight = EvaluationSet.Read(SortedByPrediction(model));
        var result = TemperatureCalibration.Run(model, CalibrationPictures.Of(mostlyRight), cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.File.LogLoss.After < result.File.LogLoss.Before);
        Assert.Equal(result.Before.Confusion, result.After.Confusion);
        Assert.Equal(12, result.File.Count);
        CalibrationFile.Write(result.File, model.Path);
        Assert.Equal(result.File.Temperature, CalibrationFile.FindTemperature(model.Path));
        using var calibrated = run.Load();
        var evaluation = Evaluation.Run(calibrated, mostlyRight, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(result.File.LogLoss.After, evaluation.Scores.Classes!.Predictions.LogLoss(), 12);
    }

    // As the classes of an untrained network are those of nobody; one picture in another folder than its prediction is the error to learn from.
    private string SortedByPrediction(TrainedModel model)
    {
        var folder = Path.Combine(_faces.Folder, "sorted");
        var predictions = Prediction.Run(model, PicturePaths.Expand([_faces.Faces]), cancellation: TestContext.Current.CancellationToken).ToArray();
        foreach (var (index, prediction) in predictions.Index())
        {
            var name = index > 0 ? prediction.Expression! : model.Labels[(prediction.BestIndex + 1) % model.Labels.Count];
            Directory.CreateDirectory(Path.Combine(folder, name));
            File.Copy(prediction.File, Path.Combine(folder, name, $"{index}.png"));
        }

        return folder;
    }

    private void Store(double temperature)
    {
        BeforeAfter none = new(0, 0);
        CalibrationFile.Write(
            new(temperature, Path.GetFileName(_run.Run.Model), NetworkExport.HashOf(_run.Run.Model), "made up", "", "", 1, none, none, none), _run.Run.Model);
    }

    [Fact]
    public void Weights_that_are_replaced_meanwhile_are_not_calibrated()
    {
        using var other = new UntrainedRun(seed: 5, "shufflenet_v2_x1_0", ["anger", "happy", "sad"]);
        using var model = _run.Load();
        var replacing = new Replacing(() => AtomicFile.WriteBytes(_run.Run.Model, File.ReadAllBytes(other.Run.Model))); // as training does it
        Assert.Contains("replaced meanwhile", Assert.Throws<MienException>(() => TemperatureCalibration.Run(
            model, CalibrationPictures.Of(EvaluationSet.Read(_faces.Faces)), progress: replacing, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    private sealed class Replacing(Action replace) : IProgress<int>
    {
        public void Report(int value) => replace();
    }

    private static void AssertSame(EvaluationResult expected, EvaluationResult actual)
    {
        Assert.Equal(Assert.Single(expected.Members).Temperature, Assert.Single(actual.Members).Temperature);
        // Softmax of divided logits and powers of probabilities round differently.
        Assert.All(
            expected.Predictions.Zip(actual.Predictions).SelectMany(pair => pair.First.Prediction.Probabilities.Zip(pair.Second.Prediction.Probabilities)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private EvaluationResult Evaluate(string engine, bool calibrate, string? source = null)
    {
        using var model = new EngineOptions { Engine = engine, Precision = "float32", Threads = 2, Calibrate = calibrate }.Load(source ?? _run.Run.Path);
        return Evaluation.Run(model, EvaluationSet.Read(_faces.Faces), cancellation: TestContext.Current.CancellationToken);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("mien-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
