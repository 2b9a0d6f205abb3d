using System.Text;
using Mien.Core;
using Mien.Inference;

namespace Mien.Experiments.Tests;

/// <summary>The cache of a network that Mien's own operators compute; that of others is in <see cref="EngineOptionsTests"/>.</summary>
public sealed class ExportCacheTests : IDisposable
{
    private const int Count = 7;

    private readonly UntrainedRun _run = new(seed: 4, "mobilenet_v3_small", ["anger", "happy", "sad"]);

    public ExportCacheTests()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        Assert.SkipUnless(PreparedModel.HasOperators, $"This processor has no AVX2, or {PreparedModel.OperatorsLevelVariable} is 0: there are no operators of Mien's own.");
    }

    private string Cache => Path.ChangeExtension(_run.Run.Model, ".cache.ort");

    private bool HasOperatorsInside => Encoding.Latin1.GetString(File.ReadAllBytes(Cache)).Contains("DepthwiseConvolution", StringComparison.Ordinal);

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Operators_of_our_own_are_in_the_cache_and_give_what_libtorch_gives()
    {
        AssertLikeTorch();
        var made = File.ReadAllBytes(Cache);
        Assert.True(HasOperatorsInside);
        AssertLikeTorch(); // opened from the cache
        Assert.Equal(made, File.ReadAllBytes(Cache));
    }

    [Fact]
    public void Where_there_are_none_the_cache_is_made_anew_without_them_and_then_with_them_again()
    {
        AssertLikeTorch();
        var before = Environment.GetEnvironmentVariable(PreparedModel.OperatorsLevelVariable);
        Environment.SetEnvironmentVariable(PreparedModel.OperatorsLevelVariable, "0");
        try
        {
            AssertLikeTorch();
            Assert.False(HasOperatorsInside);
        }
        finally
        {
            Environment.SetEnvironmentVariable(PreparedModel.OperatorsLevelVariable, before);
        }

        AssertLikeTorch();
        Assert.True(HasOperatorsInside);
    }

    [Fact]
    public void They_compute_from_memory_where_the_file_cannot_be_written()
    {
        Directory.CreateDirectory(Cache);
        AssertLikeTorch();
        Assert.Empty(Directory.GetFiles(_run.Run.Path, "*.partial"));
    }

    private void AssertLikeTorch()
    {
        var random = new RandomStream(1, "pixels");
        var pixels = new float[Count * DrawnFaces.SizePx * DrawnFaces.SizePx * 3];
        foreach (ref var value in pixels.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        using var torch = _run.Load();
        using var onnx = new EngineOptions { Engine = "onnx", Device = "cpu", Threads = 2 }.Load(_run.Run.Path);
        Assert.All(torch.Probabilities(pixels, Count).Zip(onnx.Probabilities(pixels, Count)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f)); // sums in another order
    }
}
