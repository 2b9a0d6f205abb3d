using Mien.Core;
using Mien.Imaging;
using Mien.Models;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class ModelSourceTests : IDisposable
{
    private readonly UntrainedRun _first = new(seed: 4, "shufflenet_v2_x1_0", ["anger", "happy", "sad"]);
    private readonly UntrainedRun _second = new(seed: 7, "shufflenet_v2_x1_0", ["sad", "anger", "happy"]);
    private readonly DrawnFaces _faces = new(picturesPerClass: 2);
    private readonly string _runs = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _faces.Dispose();
        Directory.Delete(_runs, recursive: true);
    }

    [Fact]
    public void Several_models_give_the_mean_of_their_probabilities_by_name_each_with_its_own_preprocessing()
    {
        WriteGreyMember(_second.Run.Model, sizePx: 24);
        using var ensemble = Load($"{_first.Run.Path},{_second.Run.Path}");
        using var first = Load(_first.Run.Path);
        using var second = Load(_second.Run.Path);
        Assert.Equal(2, ensemble.Input.Parts.Length);
        Assert.Equal([first.Path, second.Path], ensemble.Members.Select(member => member.Weights));
        foreach (var (together, one, other) in Predict(ensemble).Zip(Predict(first), Predict(second)))
        {
            foreach (var name in first.Labels.Names)
            {
                Assert.Equal((Of(one, name) + Of(other, name)) / 2, Of(together, name), 1e-6f); // sums of float32
            }
        }

        static float Of(FacePrediction prediction, string name) => prediction.Probabilities[prediction.Labels.IndexOf(name)];
    }

    [Fact]
    public void Models_that_take_a_picture_alike_have_it_made_once()
    {
        using var ensemble = Load($"{_first.Run.Path},{_second.Run.Path}");
        Assert.Single(ensemble.Input.Parts);
    }

    [Fact]
    public void Models_of_other_classes_and_models_named_twice_are_refused()
    {
        using var other = new UntrainedRun("anger", "happy");
        Assert.Contains("same classes", Assert.Throws<ConfigException>(() => Load($"{_first.Run.Path},{other.Run.Path}")).Message, StringComparison.Ordinal);
        Assert.Contains("named twice", Assert.Throws<ConfigException>(() => Load($"{_first.Run.Path},{_first.Run.Path}/")).Message, StringComparison.Ordinal);
        Assert.Contains("commas between", Assert.Throws<ConfigException>(() => Load($"{_first.Run.Path},")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mirrored_picture_gets_the_same_answer_and_it_is_the_mean_of_both()
    {
        using var plain = Load(_first.Run.Path);
        using var mirroring = Load(_first.Run.Path, "flip");
        Assert.Equal("flip", mirroring.Augmentation);
        var (before, averaged) = (Predict(plain), Predict(mirroring));
        foreach (var file in Directory.EnumerateFiles(_faces.Faces, "*.png", SearchOption.AllDirectories).ToArray())
        {
            ImageCodec.Write(Geometry.FlipHorizontal(ImageCodec.Read(file)), file);
        }

        foreach (var (one, other, mean, same) in before.Zip(Predict(plain), averaged).Zip(Predict(mirroring), (three, last) => (three.First, three.Second, three.Third, last)))
        {
            Assert.Equal(mean.Probabilities, same.Probabilities);
            Assert.All(one.Probabilities.Zip(other.Probabilities, mean.Probabilities), item => Assert.Equal((item.First + item.Second) / 2, item.Third, 1e-6f)); // sums of float32
        }
    }

    [Fact]
    public void A_run_is_found_by_its_name_where_one_alone_has_it()
    {
        var (here, inside) = (Run("faces-1"), Run("sweep-1/a"));
        Run("sweep-1/b");
        Run("sweep-2/b");
        Assert.Equal(here, ModelSource.Resolve("faces-1", _runs));
        Assert.Equal(inside, ModelSource.Resolve("a", _runs));
        Assert.Equal(inside, ModelSource.Resolve("sweep-1/a/", _runs));
        Assert.Equal(_runs, ModelSource.Resolve(_runs, _runs));
        Assert.Contains("sweep-1/b and ", Assert.Throws<ConfigException>(() => ModelSource.Resolve("b", _runs)).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'faces-1'?", Assert.Throws<MienException>(() => ModelSource.Resolve("face-1", _runs)).Message, StringComparison.Ordinal);

        string Run(string name)
        {
            var path = Path.Combine(_runs, name);
            Directory.CreateDirectory(path);
            File.WriteAllText(new RunFolder(path).Recipe, "");
            return path;
        }
    }

    [Fact]
    public void A_path_with_a_comma_in_its_name_is_one_model()
    {
        var path = Path.Combine(_runs, "a,b");
        Directory.CreateDirectory(path);
        Assert.Equal([path], ModelSource.Split(path));
    }

    private static TrainedModel Load(string source, string augmentation = "none") =>
        new EngineOptions { Engine = "torch", Precision = "float32", Device = "cpu", Threads = 2, Augmentation = augmentation }.Load(source);

    private static void WriteGreyMember(string path, int sizePx)
    {
        LabelSet labels = new(["sad", "anger", "happy"]);
        using var module = ModelRegistry.Find("resnet18").Build(new() { ClassCount = 3, InputChannels = 1 });
        module.InitializeParameters(seed: 9);
        ModelFile.Write(path, module, new("resnet18", labels, new() { WidthPx = sizePx, HeightPx = sizePx, Channels = 1, Scaling = PixelScaling.ImageNet.ToGrey() }));
    }

    private FacePrediction[] Predict(TrainedModel model) => [.. Prediction.Run(model, PicturePaths.Expand([_faces.Faces]), cancellation: TestContext.Current.CancellationToken)];
}
