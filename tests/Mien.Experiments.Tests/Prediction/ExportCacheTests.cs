using System.Text;
using Mien.Core;
using Mien.Inference;
using Mien.Models;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments.Tests;

/// <summary>The cache of a network that Mien's own operators compute; that of others is in <see cref="EngineOptionsTests"/>.</summary>
public sealed class ExportCacheTests : IDisposable
{
    private const int Count = 7;

    private const float LargestLogit = 3;

    private readonly UntrainedRun _run = new(seed: 4, "mobilenet_v3_small", ["anger", "happy", "sad"]);

    public ExportCacheTests()
    {
        Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");
        Assert.SkipUnless(PreparedModel.HasOperators, $"This processor has no AVX2, or {PreparedModel.OperatorsLevelVariable} is 0: there are no operators of Mien's own.");
        Write(_ => { });
    }

    private string Cache => ExportCache.PathOf(_run.Run.Model, Precision.Float32);

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
        byte[] without;
        Environment.SetEnvironmentVariable(PreparedModel.OperatorsLevelVariable, "0");
        try
        {
            AssertLikeTorch();
            Assert.False(HasOperatorsInside);
            without = File.ReadAllBytes(Cache);
        }
        finally
        {
            Environment.SetEnvironmentVariable(PreparedModel.OperatorsLevelVariable, before);
        }

        File.WriteAllBytes(Cache, without); // where precisions have files of their own it lay in another
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

    [Fact]
    public void Auto_is_bfloat16_where_the_processor_has_it_and_float32_when_it_is_asked_for()
    {
        Assert.SkipUnless(PreparedModel.HasBfloat16Operators, "This processor has no avx512_bf16.");
        AssertLikeTorch();
        for (var i = 0; i < 2; i++)
        {
            using var model = Load("auto"); // made, then opened
            Assert.Equal(("onnx", "bfloat16", true), (model.Engine, model.PrecisionName, model.IsBfloat16));
            Assert.InRange(DifferenceFromTorch(model), 1e-6, 1e-2);
        }

        using var float32 = Load("float32");
        Assert.Equal(("float32", false), (float32.PrecisionName, float32.IsBfloat16));
        Assert.Equal(["model.cache.float32.ort", "model.cache.ort"], Directory.GetFiles(_run.Run.Path, "*.ort").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Weights_that_bfloat16_does_not_hold_are_computed_in_float32()
    {
        Assert.SkipUnless(PreparedModel.HasBfloat16Operators, "This processor has no avx512_bf16.");
        Write(tensors =>
        {
            Change(tensors["features.2.block.1.0.weight"], 0, 9); // the kernel of one channel, which is then zero
            Change(tensors["features.2.block.2.0.weight"], float.MaxValue, 1); // its first weight, which becomes infinite in bfloat16
        });
        using var model = Load("auto");
        Assert.Equal("float32", model.PrecisionName);
        Assert.InRange(DifferenceFromTorch(model), 0, 1e-5);

        static void Change(Tensor tensor, float value, int count)
        {
            var values = tensor.ToArray<float>();
            values.AsSpan(0, count).Fill(value);
            tensor.CopyFrom<float>(values);
        }
    }

    private static float[] Pixels()
    {
        var random = new RandomStream(1, "pixels");
        var pixels = new float[Count * DrawnFaces.SizePx * DrawnFaces.SizePx * 3];
        foreach (ref var value in pixels.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return pixels;
    }

    // Fresh weights give almost the same for every picture: the last layer is drawn so that logits differ by several units.
    private void Write(Action<Dictionary<string, Tensor>> change)
    {
        using var scope = TensorScope.Begin();
        using var module = ModelRegistry.Find("mobilenet_v3_small").Build(new() { ClassCount = 3 });
        module.InitializeParameters(seed: 4);
        var tensors = module.StateDict().ToDictionary(item => item.Name, item => item.Tensor);
        change(tensors);
        module.Train(false);
        float[] logits;
        using (NoGrad.Begin())
        {
            logits = module.Forward(Tensor.FromInterleaved(Pixels(), Count, DrawnFaces.SizePx, DrawnFaces.SizePx, 3)).ToArray<float>();
        }

        var (centre, last) = (logits.Average(), tensors["classifier.3.weight"]);
        var spread = logits.Max(value => Math.Abs(value - centre));
        last.CopyFrom<float>([.. last.ToArray<float>().Select(value => value * LargestLogit / spread)]);
        ModelFile.Write(_run.Run.Model, module, ModelFile.ReadDescription(_run.Run.Model));
    }

    private TrainedModel Load(string precision) => new EngineOptions { Precision = precision, Device = "cpu", Threads = 2 }.Load(_run.Run.Path);

    // Sums in another order.
    private void AssertLikeTorch()
    {
        using var model = Load("float32");
        Assert.Equal("onnx", model.Engine);
        Assert.InRange(DifferenceFromTorch(model), 0, 1e-5);
    }

    private double DifferenceFromTorch(TrainedModel model)
    {
        var pixels = Pixels();
        using var torch = _run.Load();
        var expected = torch.Probabilities(pixels, Count);
        Assert.True(expected.Max() - expected.Min() > 0.1, "Expected answers that say something.");
        return expected.Zip(model.Probabilities(pixels, Count), (first, second) => Math.Abs(first - second)).Max(value => float.IsNaN(value) ? float.PositiveInfinity : value);
    }
}
