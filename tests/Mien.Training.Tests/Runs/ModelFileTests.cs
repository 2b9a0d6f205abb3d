using Mien.Core;
using Mien.Torch;

namespace Mien.Training.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Weights_come_back_with_everything_they_are_good_for()
    {
        var path = Path.Combine(_folder, "model.safetensors");
        var description = TinyRun.Description with
        {
            Preprocessing = new() { WidthPx = 7, HeightPx = 9, Channels = 1, Enlarge = Interpolation.Cubic, Scaling = new("", [0.1f], [1f / 3]) { IsBgr = true, Divisor = 1 } },
            Epoch = 4,
            FaceMarginFraction = 0.35,
            Scores = new(0.1 + 0.2, 0.5, 0.25, 0.125, 9),
        };
        using var net = new TinyNet();
        net.InitializeParameters(3);
        ModelFile.Write(path, net, description);
        Assert.Equal(description, ModelFile.ReadDescription(path));

        using var loaded = new TinyNet();
        ModelFile.Load(path, loaded);
        Assert.Equal(net.NamedParameters().First().Tensor.ToArray<float>(), loaded.NamedParameters().First().Tensor.ToArray<float>());
    }

    [Fact]
    public void Weights_without_labels_are_refused()
    {
        var path = Path.Combine(_folder, "other.safetensors");
        using var tensor = Tensor.From([1f]);
        Mien.Torch.Serialization.Safetensors.Write(path, [("weight", tensor)]);
        var message = Assert.Throws<CheckpointException>(() => ModelFile.ReadDescription(path)).Message;
        Assert.Contains("Expected weights with a model name, labels and preprocessing", message, StringComparison.Ordinal);
    }
}
