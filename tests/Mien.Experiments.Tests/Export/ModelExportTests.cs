using Mien.Core;
using Mien.Inference;

namespace Mien.Experiments.Tests;

public sealed class ModelExportTests : IDisposable
{
    private readonly UntrainedRun _run = new("anger", "happy", "sad");
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    private string Output => Path.Combine(_folder, "faces.onnx");

    public void Dispose()
    {
        _run.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_file_carries_its_meaning_and_predicts_like_the_run()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        var result = ModelExport.Run(_run.Run.Path, Output, new() { Licence = "CC-BY-4.0" });
        Assert.InRange(result.LargestDifference!.Value, 0, 1e-5); // another order of sums over 18 layers
        Assert.Equal([Output], Directory.GetFileSystemEntries(_folder));
        Assert.Equal(new FileInfo(Output).Length, result.ByteCount);

        using var exported = (RuntimeModel)new EngineOptions().Load(Output);
        using var original = _run.Load();
        Assert.Equal((original.Description.ModelName, original.Labels, original.Preprocessing), (exported.Description.ModelName, exported.Labels, exported.Preprocessing));
        Assert.Equal("""{"expression":["anger","happy","sad"]}""", exported.Metadata["mien.outputs"]);
        Assert.Equal(["CC-BY-4.0", "0.2", Path.GetFileName(_run.Run.Path)], new[] { "mien.licence", "mien.face_margin", "mien.source" }.Select(key => exported.Metadata[key]));
    }

    [Fact]
    public void Nothing_is_overwritten()
    {
        File.WriteAllText(Output, "precious");
        Assert.Contains("there is", Assert.Throws<ConfigException>(() => ModelExport.Run(_run.Run.Path, Output)).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Output));
    }

    [Fact]
    public void What_lies_where_the_draft_would_be_is_neither_published_nor_deleted()
    {
        var draft = Directory.CreateDirectory(Output + ".partial").FullName;
        File.WriteAllText(Path.Combine(draft, "precious.txt"), "precious");
        Assert.Contains("under way or was killed", Assert.Throws<ConfigException>(() => ModelExport.Run(_run.Run.Path, Output)).Message, StringComparison.Ordinal);
        Assert.Equal([draft], Directory.GetFileSystemEntries(_folder));
        Assert.True(File.Exists(Path.Combine(draft, "precious.txt")));
    }

    [Fact]
    public void A_name_that_prediction_would_take_for_weights_is_refused() =>
        Assert.Contains("ends in .onnx", Assert.Throws<ConfigException>(() => ModelExport.Run(_run.Run.Path, Path.Combine(_folder, "faces.bin"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_network_made_for_one_size_is_refused_for_any_and_leaves_nothing_behind()
    {
        using var run = new UntrainedRun(seed: 1, "shufflenet_v2_x1_0", ["a", "b"]);
        Assert.Throws<ConfigException>(() => ModelExport.Run(run.Run.Path, Output, new() { AnySize = true }));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }
}
