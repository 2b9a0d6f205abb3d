using Mien.Core;
using Mien.Models;
using Mien.Torch;
using Mien.Torch.Serialization;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class TransferTests : IDisposable
{
    private readonly DrawnFaces _faces = new();

    private string RunPath => Path.Combine(_faces.Folder, "run");

    private string WeightsPath => Path.Combine(_faces.Folder, "weights.safetensors");

    public void Dispose() => _faces.Dispose();

    [Fact]
    public void Linear_training_keeps_the_backbone_of_the_file_and_says_what_became_of_its_head()
    {
        using var saved = Save(classCount: 5);
        ExperimentSetup? setup = null;
        Train(new() { OnReady = ready => setup = ready }, $"model.weights={WeightsPath}", "model.mode=linear", "model.replace_head=true");

        Assert.StartsWith("The head was replaced by fresh weights (5 classes in the file, 3 wanted): fc.weight, fc.bias.", setup!.Remarks[0]);
        Assert.Equal(saved.NamedParameters().Sum(item => item.Tensor.Count) - (512 * 5) - 5, setup.FrozenCount);
        using var trained = Safetensors.Read(new RunFolder(RunPath).Model);
        Assert.All(saved.StateDict().Where(item => !item.Name.StartsWith("fc", StringComparison.Ordinal) && item.Tensor.DType == DType.Float32), item =>
            Assert.Equal(item.Tensor.ToArray<float>(), trained.Load(item.Name).ToArray<float>()));
    }

    [Fact]
    public void A_run_records_what_it_started_from_and_resumes_without_the_file()
    {
        Save(classCount: 3, new() { ["mien.labels"] = """["x","y","z"]""", ["licence"] = "MIT" }).Dispose();
        using var cancellation = new CancellationTokenSource();
        Experiment.Train(Recipe($"model.weights={WeightsPath}"), RunPath, new() { Callbacks = [new CancelAtFirst(cancellation)] }, cancellation.Token);
        File.Delete(WeightsPath);
        var result = Experiment.Resume(RunPath, cancellation: TestContext.Current.CancellationToken);

        var record = ModelFile.ReadDescription(result.Folder.Model).StartedFrom!;
        Assert.Equal(("weights.safetensors", "MIT", 64), (record.File, record.Licence, record.Sha256!.Length));
        Assert.Equal(["x", "y", "z"], record.Labels);
        Assert.Equal((record, TrainingMode.Finetune), (result.Recipe.Model.Weights, result.Recipe.Model.Mode));
    }

    [Fact]
    public void Weights_that_do_not_fit_or_were_changed_are_refused_before_anything_is_written()
    {
        Save(classCount: 5).Dispose();
        AssertRefused("In a recipe that is 'model.replace_head: true'.", $"model.weights={WeightsPath}");
        AssertRefused("it is another file or was changed", $"model.weights={{file: {WeightsPath}, sha256: {new string('0', 64)}}}");
        AssertRefused("'model.freeze': expected every pattern to match parameters of the model but 'layer9' matches none; did you mean 'layer", "model.freeze=layer9");
        AssertRefused("for a Keras ResNet alone", "model.flatten=true");
        Assert.False(Directory.Exists(RunPath));
    }

    [Fact]
    public void A_head_of_the_recipe_is_trained_and_predicts()
    {
        Train(null, "model.head={name: vgg-top, sizes: [16, 8]}", "model.kernel_l2=1e-4", "epochs=1");
        using var model = TrainedModel.Load(RunPath, Precision.Float32);
        Assert.Equal(new HeadRecipe { Name = "vgg-top", Sizes = [16, 8], Dropout = [0.2, 0.5, 0.5] }, model.Description.Head);
        Assert.Equal(3, model.Probabilities(new float[DrawnFaces.SizePx * DrawnFaces.SizePx * 3], count: 1).Length);
    }

    [Fact]
    public void Scalings_that_the_weights_were_not_trained_with_are_pointed_out()
    {
        Save(classCount: 3).Dispose();
        ExperimentSetup? setup = null;
        Train(new() { OnReady = ready => setup = ready }, $"model.weights={WeightsPath}", "normalize=caffe", "epochs=1");
        Assert.Contains("were trained on pictures scaled as 'imagenet', but the recipe says 'caffe'", Assert.Single(setup!.Remarks));
    }

    private void AssertRefused(string message, string change) =>
        Assert.Contains(message, Assert.ThrowsAny<MienException>(() => Train(null, change)).Message, StringComparison.Ordinal);

    private Module Save(int classCount, Dictionary<string, string>? metadata = null)
    {
        var net = ModelRegistry.Find("resnet18").Build(new() { ClassCount = classCount });
        net.InitializeParameters(seed: 9);
        Safetensors.Write(WeightsPath, net.StateDict().Select(item => (item.Name, item.Tensor)), metadata);
        return net;
    }

    private ExperimentResult Train(ExperimentOptions? options, params string[] change) =>
        Experiment.Train(Recipe(change), RunPath, options, TestContext.Current.CancellationToken);

    private Recipe Recipe(params string[] overrides) => RecipeReader.Parse(_faces.Recipe(), "r.yml", _faces.Folder, overrides);

    private sealed class CancelAtFirst(CancellationTokenSource cancellation) : TrainingCallback
    {
        public override void OnStepEnd(RunContext run, StepReport report) => cancellation.Cancel();
    }
}
