using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class FerCnnTests
{
    [Fact]
    public void The_best_one_has_the_published_count_moving_moments_included()
    {
        using var shapes = ShapesOnly.Begin();
        var info = ModelRegistry.Find("fercnn4");
        using var model = info.Build(info.DefaultOptions);
        var moments = model.NamedBuffers().Where(item => item.Name.Contains("running_", StringComparison.Ordinal)).Sum(item => item.Tensor.Count);
        Assert.Equal(32_116_743, info.ParameterCount + moments);
    }

    [Fact]
    public void Each_rung_adds_what_it_is_known_for()
    {
        Assert.Equal(["conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "dense1", "relu3", "predictions"], LayersOf("fercnn1", new()));
        Assert.Equal(
            ["conv1", "relu1", "bn1", "pool1", "conv2", "relu2", "bn2", "pool2", "flatten", "dense1", "relu3", "bn3", "predictions"], LayersOf("fercnn2", new()));
        Assert.Equal(
            [
                "conv1", "relu1", "bn1", "dropout1", "pool1", "conv2", "relu2", "bn2", "dropout2", "pool2",
                "flatten", "dense1", "relu3", "bn3", "dropout3", "predictions",
            ],
            LayersOf("fercnn3", new()));
        Assert.Equal(
            [
                "conv1", "relu1", "conv2", "relu2", "bn1", "pool1", "dropout1", "conv3", "relu3", "conv4", "relu4", "bn2", "pool2", "dropout2",
                "flatten", "dense1", "relu5", "dropout3", "predictions", "softmax",
            ],
            LayersOf("fercnn4", new() { EndsInSoftmax = true }));
    }

    [Fact]
    public void Filters_hidden_layers_rates_and_size_are_options()
    {
        FerCnnOptions options = new()
        {
            ClassCount = 3, InputChannels = 1, InputPx = 20, Filters = [2, 3, 4, 5], DenseSizes = [6, 7], ConvolutionDropout = 0.1, DenseDropout = 0.2,
        };
        using var scope = TensorScope.Begin();
        using var model = ModelRegistry.Find("fercnn4").Build(options);
        var state = model.StateDict().ToDictionary(item => item.Name, item => item.Tensor.Shape);
        Assert.Equal([5, 4, 3, 3], state["conv4.weight"]);
        Assert.Equal([6, 5 * 4 * 4], state["dense1.weight"]); // 20, halved to 10, without border 8, halved
        Assert.Equal([7, 6], state["dense2.weight"]);
        Assert.Equal([0.1, 0.1, 0.2, 0.2], model.NamedModules().Select(item => item.Module).OfType<Dropout>().Select(dropout => dropout.Probability));
        Assert.Equal([2, 3], model.Train(false).Forward(Tensor.Zeros([2, 1, 20, 20])).Shape);
        Assert.Contains("20 x 20", Assert.Throws<MienException>(() => model.Forward(Tensor.Zeros([2, 1, 24, 24]))).Message);
    }

    [Fact]
    public void The_kernels_of_the_second_pair_are_kept_small()
    {
        using var shapes = ShapesOnly.Begin();
        var info = ModelRegistry.Find("fercnn4");
        using var model = info.Build(info.DefaultOptions);
        Assert.Equal([("conv3.weight", 0.01), ("conv4.weight", 0.01)], ((IKernelPenalties)model).KernelPenalties.Select(penalty => (penalty.Name, penalty.L2)));
        using var first = ModelRegistry.Find("fercnn1").Build(info.DefaultOptions);
        Assert.Empty(((IKernelPenalties)first).KernelPenalties);
    }

    [Fact]
    public void Options_that_make_no_net_are_refused()
    {
        Assert.Throws<ConfigException>(() => new FerCnnOptions { Filters = [8, 0] });
        Assert.Throws<ConfigException>(() => new FerCnnOptions { DenseSizes = [0] });
        Assert.Throws<ConfigException>(() => new FerCnnOptions { DenseDropout = 1 });
        Assert.Throws<ConfigException>(() => new FerCnnOptions { KernelL2 = -0.1 });
        Assert.Contains("Expected 4 numbers", Assert.Throws<ConfigException>(() => ModelRegistry.Find("fercnn4").Build(new FerCnnOptions { Filters = [8] })).Message);
        Assert.Contains("larger pictures", Assert.Throws<ConfigException>(() => ModelRegistry.Find("fercnn1").Build(new FerCnnOptions { InputPx = 8 })).Message);
    }

    private static IEnumerable<string> LayersOf(string name, FerCnnOptions options)
    {
        using var shapes = ShapesOnly.Begin();
        using var model = ModelRegistry.Find(name).Build(options);
        return [.. model.NamedChildren().Select(child => child.Name)];
    }
}
