using Mien.Core;
using Mien.Inference;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class ModelExportTests : IDisposable
{
    private readonly UntrainedRun _run = new("anger", "happy", "sad");
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    private string Output => Path.Combine(_folder, "faces.onnx");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _run.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_file_carries_its_meaning_and_predicts_like_the_run()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        var result = Export(new() { Licence = "CC-BY-4.0" });
        Assert.InRange(result.LargestDifference!.Value, 0, 1e-5); // another order of sums over 18 layers
        Assert.Equal([Output], Directory.GetFileSystemEntries(_folder));
        Assert.Equal(new FileInfo(Output).Length, result.ByteCount);

        using var exported = (RuntimeModel)new EngineOptions().Load(Output);
        using var original = _run.Load();
        Assert.Equal((original.Description.ModelName, original.Labels, original.Preprocessing), (exported.Description.ModelName, exported.Labels, exported.Preprocessing));
        Assert.Equal("""{"expression":["anger","happy","sad"]}""", exported.Metadata["mien.outputs"]);
        Assert.Equal(["CC-BY-4.0", "0.2", Path.GetFileName(_run.Run.Path)], new[] { "mien.licence", "mien.face_margin", "mien.source" }.Select(key => exported.Metadata[key]));
    }

    [Theory]
    [InlineData(false, 1e-6)] // the arithmetic of the pixels is the same; sums of the network come in another order
    [InlineData(true, 1e-2)] // float16
    public void An_export_that_normalises_inside_predicts_pictures_like_the_run(bool float16, double tolerance)
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        Export(new() { WithPreprocessing = true, Float16 = float16 });
        using var exported = (RuntimeModel)new EngineOptions().Load(Output);
        using var original = _run.Load();
        Assert.Equal(float16 ? "float16" : "float32", exported.PrecisionName);
        using var faces = new DrawnFaces(picturesPerClass: 1);
        var pictures = PicturePaths.Expand([faces.Faces]).ToArray();
        var (expected, actual) = (Prediction.Run(original, pictures, cancellation: Stop).ToArray(), Prediction.Run(exported, pictures, cancellation: Stop).ToArray());
        Assert.All(expected.Zip(actual), pair => Assert.All(pair.First.Probabilities.Zip(pair.Second.Probabilities), values => Assert.Equal(values.First, values.Second, tolerance)));
    }

    [Fact]
    public void Rounding_to_8_bits_says_what_it_did_and_the_file_knows_it()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        using var faces = new DrawnFaces(picturesPerClass: 4);
        File.WriteAllText(Path.Combine(faces.Faces, "sad", "broken.png"), "no picture");
        var result = Export(new() { WithPreprocessing = true, Int8 = new() { Folder = faces.Faces, Force = true } }).Quantization!;
        Assert.Equal(12, result.RangePictures + result.Predictions.Length);
        Assert.Equal((19, 2), (result.LayerCount, result.FloatLayers.Length));
        Assert.Equal("broken.png", Path.GetFileName(Assert.Single(result.Unreadable).File));
        Assert.NotNull(result.MacroF1);
        using var exported = (RuntimeModel)new EngineOptions().Load(Output);
        Assert.Equal("int8", exported.PrecisionName);
        Assert.Equal(result.ToJson(), exported.Metadata["mien.quantization"]);
        Assert.InRange(new FileInfo(Output).Length, 1, 12_000_000);
    }

    [Fact]
    public void Rounding_and_then_normalising_inside_otherwise_than_outside_is_refused()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        using var faces = new DrawnFaces(picturesPerClass: 1);
        var description = ModelFile.ReadDescription(_run.Run.Model);
        using var network = TorchModel.ForExport(_run.Run.Model, description);
        using var other = TorchModel.ForExport(_run.Run.Model, description with { Preprocessing = description.Preprocessing with { Scaling = PixelScaling.Caffe } });
        var options = new ExportOptions { WithPreprocessing = true, Int8 = new() { Folder = faces.Faces, Force = true } };
        var draft = new ExportDraft(other, NetworkExport.Convert(network, "", options, temperature: null), options);
        Assert.Contains("they differ by", Assert.Throws<MienException>(() => draft.Write(Output, null, Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_8_bits_that_says_something_else_is_not_written()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        var result = new QuantizationResult
        {
            RangePictures = 1, Ranges = "minmax", LayerCount = 1, FloatLayers = [], Predictions = [(0, 0), (1, 1), (2, 1)], Labels = [0, 1, 2], Unreadable = [], ClassCount = 3,
        };
        Assert.Equal(2 / 3.0, result.AgreementFraction);
        Assert.Equal((1, 2 / 3.0), result.Accuracy);
        var e = Assert.Throws<MienException>(() => NetworkQuantization.RequireAgreement(result));
        Assert.Contains("for 90 % of 3 pictures but it does for 66.7 %", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_to_keep_are_found_by_word_name_and_pattern()
    {
        string[] layers = ["conv1", "layer1.0.conv1", "layer1.1.conv1", "fc"];
        Assert.Equal(["conv1", "fc"], Chosen("first", "last"));
        Assert.Equal(["layer1.0.conv1", "layer1.1.conv1"], Chosen("layer1"));
        Assert.Empty(Chosen("none"));
        Assert.Contains("no", Assert.Throws<ConfigException>(() => Chosen("layer9")).Message, StringComparison.Ordinal);
        Assert.Contains("none is left", Assert.Throws<ConfigException>(() => Chosen("*")).Message, StringComparison.Ordinal);

        IEnumerable<string> Chosen(params string[] patterns) =>
            new Int8Options { Folder = "x", FloatLayers = [.. patterns] }.ChooseFloatLayers([.. layers]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        File.WriteAllText(Output, "precious");
        Assert.Contains("there is", Assert.Throws<ConfigException>(() => Export()).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Output));
    }

    [Fact]
    public void What_lies_where_the_draft_would_be_is_neither_published_nor_deleted()
    {
        var draft = Directory.CreateDirectory(Output + ".partial").FullName;
        File.WriteAllText(Path.Combine(draft, "precious.txt"), "precious");
        Assert.Contains("under way or was killed", Assert.Throws<ConfigException>(() => Export()).Message, StringComparison.Ordinal);
        Assert.Equal([draft], Directory.GetFileSystemEntries(_folder));
        Assert.True(File.Exists(Path.Combine(draft, "precious.txt")));
    }

    [Fact]
    public void A_name_that_prediction_would_take_for_weights_is_refused() =>
        Assert.Contains("ends in .onnx", Assert.Throws<ConfigException>(() => ModelExport.Run(_run.Run.Path, Path.Combine(_folder, "faces.bin"), cancellation: Stop)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_network_made_for_one_size_is_refused_for_any_and_leaves_nothing_behind()
    {
        using var run = new UntrainedRun(seed: 1, "shufflenet_v2_x1_0", ["a", "b"]);
        Assert.Throws<ConfigException>(() => ModelExport.Run(run.Run.Path, Output, new() { AnySize = true }, cancellation: Stop));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    private ExportResult Export(ExportOptions? options = null) => ModelExport.Run(_run.Run.Path, Output, options, cancellation: Stop);
}
