using Mien.Core;
using Mien.Models;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments.Tests;

public sealed class TrainedModelTests : IDisposable
{
    private static readonly ModelDescription Description = new("resnet18", new LabelSet(["a", "b", "c"]), Preprocessing.ImageNet(16));

    private readonly RunFolder _run = new(Directory.CreateTempSubdirectory("mien-test-").FullName);

    public void Dispose() => Directory.Delete(_run.Path, recursive: true);

    [Fact]
    public void Probabilities_are_the_softmax_of_the_network_whatever_the_batch()
    {
        using var network = Write();
        using var model = TrainedModel.Load(_run.Path, Precision.Float32);
        var pixels = Pixels(count: 3);
        var together = model.Probabilities(pixels, 3);

        network.Train(false);
        using var scope = TensorScope.Begin();
        var expected = network.Forward(Tensor.FromInterleaved(pixels, 3, 16, 16, 3)).Softmax(1).ToArray<float>();
        // Folding batch norms into convolutions rounds differently.
        Assert.All(together.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        var alone = model.Probabilities(pixels.AsSpan(16 * 16 * 3, 16 * 16 * 3), 1);
        Assert.All(alone.Zip(together.Skip(3)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void Bfloat16_stays_near_float32()
    {
        Write().Dispose();
        using var exact = TrainedModel.Load(_run.Model, Precision.Float32);
        using var fast = TrainedModel.Load(_run.Model, Precision.Bfloat16);
        Assert.True(fast.IsBfloat16);
        var pixels = Pixels(count: 2);
        // bfloat16 keeps 8 bits: 2 significant digits of a logit.
        Assert.All(fast.Probabilities(pixels, 2).Zip(exact.Probabilities(pixels, 2)), pair => Assert.Equal(pair.Second, pair.First, 0.05f));
    }

    [Fact]
    public void A_call_leaves_no_tensors_behind()
    {
        Write().Dispose();
        using var model = TrainedModel.Load(_run.Model, Precision.Float32);
        var pixels = Pixels(count: 1);
        model.Probabilities(pixels, 1);
        var before = TorchRuntime.LiveTensors;
        model.Probabilities(pixels, 1);
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Labels_that_do_not_belong_to_the_weights_are_refused()
    {
        Write().Dispose();
        LabelsFile.Write(_run.Labels, new LabelSet(["b", "a", "c"]));
        Assert.Contains("Expected one class order", Assert.Throws<MienException>(() => TrainedModel.Load(_run.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_said()
    {
        Assert.Contains("no model.safetensors in it", Message(_run.Path), StringComparison.Ordinal);
        File.WriteAllText(_run.Recipe, "");
        Assert.Contains("no epoch is finished", Message(_run.Path), StringComparison.Ordinal);
        Assert.Contains("there is nothing at '/no/where'", Message("/no/where"), StringComparison.Ordinal);
        File.WriteAllText(_run.Model, "no weights");
        Assert.Contains("safetensors", Message(_run.Path), StringComparison.Ordinal);

        static string Message(string path) => Assert.ThrowsAny<MienException>(() => TrainedModel.Load(path)).Message;
    }

    private static float[] Pixels(int count)
    {
        var random = new RandomStream(1, "pixels");
        var pixels = new float[count * 16 * 16 * 3];
        foreach (ref var value in pixels.AsSpan())
        {
            value = (float)random.NextGaussian();
        }

        return pixels;
    }

    private Module Write()
    {
        var module = ModelRegistry.Find("resnet18").Build(new() { ClassCount = 3 });
        module.InitializeParameters(seed: 4);
        ModelFile.Write(_run.Model, module, Description);
        return module;
    }
}
