using Mien.Core;
using Mien.Inference;

namespace Mien.Experiments.Tests;

public sealed class EngineOptionsTests : IDisposable
{
    private readonly UntrainedRun _run = new("anger", "happy", "sad");

    private string Cache => ExportCache.PathOf(_run.Run.Model, Training.Precision.Float32);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_runtime_gives_what_libtorch_gives_also_for_more_pictures_than_go_together()
    {
        RequireRuntime();
        using var torch = Load("torch");
        using var onnx = Load("onnx");
        Assert.Equal(["torch", "onnx"], [torch.Engine, onnx.Engine]);
        var pixels = Pixels(count: 19);
        // Another order of sums over 18 layers.
        Assert.All(torch.Probabilities(pixels, 19).Zip(onnx.Probabilities(pixels, 19)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void The_export_is_kept_and_made_anew_when_the_weights_are_others()
    {
        RequireRuntime();
        Load("onnx").Dispose();
        var first = File.ReadAllBytes(Cache);
        Load("onnx").Dispose();
        Assert.Equal(first, File.ReadAllBytes(Cache));

        using var other = new UntrainedRun(seed: 5, "anger", "happy", "sad");
        File.Copy(other.Run.Model, _run.Run.Model, overwrite: true);
        using var model = Load("onnx");
        using var expected = Load("torch");
        var pixels = Pixels(count: 1);
        Assert.All(expected.Probabilities(pixels, 1).Zip(model.Probabilities(pixels, 1)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.NotEqual(first, File.ReadAllBytes(Cache));
    }

    [Fact]
    public void A_damaged_export_is_made_anew()
    {
        RequireRuntime();
        Load("onnx").Dispose();
        var whole = File.ReadAllBytes(Cache);
        var changed = whole.ToArray();
        changed[whole.Length / 2] ^= 1; // in a weight
        foreach (var damaged in (byte[][])[[], [.. "damaged"u8], whole[..^1], changed])
        {
            File.WriteAllBytes(Cache, damaged);
            Load("onnx").Dispose();
            Assert.NotEqual(damaged, File.ReadAllBytes(Cache));
        }

        using var model = Load("onnx");
        Assert.Equal("onnx", model.Engine);
        Assert.True(new FileInfo(Cache).Length > 1_000_000);
    }

    [Fact]
    public void Auto_takes_the_runtime_for_a_small_net_and_libtorch_where_it_is_told_to()
    {
        RequireRuntime();
        Assert.Equal("onnx", EngineOf(new()));
        Assert.Equal("onnx", EngineOf(new() { Precision = "float32" }));
        Assert.Equal("torch", EngineOf(new() { Precision = "bfloat16" }));
        Assert.Equal("torch", EngineOf(new() { Engine = "torch" }));
    }

    [Fact]
    public void Without_the_runtime_auto_takes_libtorch()
    {
        var before = Environment.GetEnvironmentVariable(LibraryLocation.Variable);
        Environment.SetEnvironmentVariable(LibraryLocation.Variable, "none");
        try
        {
            Assert.Equal("torch", EngineOf(new() { Precision = "float32" }));
        }
        finally
        {
            Environment.SetEnvironmentVariable(LibraryLocation.Variable, before);
        }
    }

    [Theory]
    [InlineData("gpu", "auto", null, "Expected the engine auto, onnx or torch but got 'gpu'")]
    [InlineData("onnx", "bfloat16", null, "Expected float32 on the CPU for the engine onnx")]
    [InlineData("onnx", "auto", "cuda", "Expected float32 on the CPU for the engine onnx")]
    [InlineData("auto", "int4", null, "Expected the precision auto, float32 or bfloat16 but got 'int4'")]
    public void Words_that_do_not_go_together_are_refused(string engine, string precision, string? device, string expected)
    {
        var options = new EngineOptions { Engine = engine, Precision = precision, Device = device };
        Assert.StartsWith(expected, Assert.Throws<ConfigException>(() => options.Load(_run.Run.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", "bfloat16", "cpu", "Expected float32 on the CPU for the engine onnx")]
    [InlineData("auto", "auto", "cuda", "Expected float32 on the CPU for the engine onnx")]
    [InlineData("torch", "auto", "cpu", "Expected weights for libtorch but")]
    public void An_export_is_not_taken_for_what_it_cannot_do(string engine, string precision, string device, string expected)
    {
        var file = Path.Combine(_run.Run.Path, "faces.onnx");
        File.WriteAllText(file, "never read");
        var options = new EngineOptions { Engine = engine, Precision = precision, Device = device };
        Assert.StartsWith(expected, Assert.Throws<ConfigException>(() => options.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_large_nets_of_plain_convolutions_prefer_bfloat16()
    {
        Assert.True(new NetworkCost(1_800_000_000, IsGrouped: false).PrefersBfloat16);
        Assert.False(new NetworkCost(1_800_000_000, IsGrouped: true).PrefersBfloat16);
        Assert.False(new NetworkCost(300_000_000, IsGrouped: false).PrefersBfloat16);
        Assert.Equal(new NetworkCost(7, IsGrouped: true), NetworkCost.Parse(new NetworkCost(7, IsGrouped: true).ToString()));
    }

    private static void RequireRuntime() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    private static float[] Pixels(int count)
    {
        var random = new RandomStream(1, "pixels");
        var pixels = new float[count * DrawnFaces.SizePx * DrawnFaces.SizePx * 3];
        foreach (ref var value in pixels.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return pixels;
    }

    private TrainedModel Load(string engine) => new EngineOptions { Engine = engine, Precision = "float32", Device = "cpu", Threads = 2 }.Load(_run.Run.Path);

    private string EngineOf(EngineOptions options)
    {
        using var model = (options with { Device = options.Device ?? "cpu", Threads = 2 }).Load(_run.Run.Path);
        return model.Engine;
    }
}
