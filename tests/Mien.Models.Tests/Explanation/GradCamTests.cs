using System.Text.Json;
using Mien.Core;
using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class GradCamTests
{
    /// <summary>Numbers of torch's autograd on the same weights: golden/models/grad_cam.</summary>
    [Theory]
    [InlineData("resnet18", "layer4")]
    [InlineData("mobilenet_v2", "features")]
    [InlineData("densenet121", "features")]
    public void Maps_are_those_of_torch(string name, string layer)
    {
        var path = GoldenFolder.PathOf($"grad_cam/{name}.json");
        using var golden = JsonDocument.Parse(File.ReadAllText(path));
        long[] shape = [.. golden.RootElement.GetProperty("input_shape").EnumerateArray().Select(size => size.GetInt64())];
        GradCamTarget[] targets = [.. golden.RootElement.GetProperty("classes").EnumerateArray().Select(index => new GradCamTarget(index.GetInt32()))];
        double[][] expected = [.. golden.RootElement.GetProperty("maps_f64").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];
        using var scope = TensorScope.Begin();
        using var model = FormulaModel.Build(new() { Model = name, Mode = "grad_cam", Gain = golden.RootElement.GetProperty("gain").GetDouble() }, path, shape, outputCount: null);
        model.Train(false);
        Assert.Equal(layer, GradCam.LastMapOf(model, FormulaModel.Pictures([1, .. shape[1..]])));

        var maps = new GradCam(model, layer).Of(FormulaModel.Pictures(shape), targets);

        foreach (var (map, values) in maps.Zip(expected))
        {
            var largest = values.Max();
            Assert.All(map.Values.Zip(values), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * largest)); // float32 beside float64
        }
    }

    // Two maps, of ones and twice the picture; the outputs are the first place of the first map, and minus the sum of the second.
    [Fact]
    public void A_map_is_the_sum_of_the_layers_maps_by_the_means_of_their_gradients()
    {
        using var scope = TensorScope.Begin();
        using var network = new TwoMaps();
        var cam = new GradCam(network, "maps");
        var picture = Tensor.From([1f, -2, 3, 0.5f, 4, -6], 1, 1, 2, 3);

        // The mean gradient of one place of six is 1/6, over a map of ones; that of the sum is 1.
        Assert.All(cam.Of(picture, [new(0)])[0].Values, value => Assert.Equal(1 / 6f, value, 1e-7f));
        Assert.Equal([0, 4, 0, 0, 0, 12], cam.Of(picture, [new(1)])[0].Values);
        Assert.Equal([2, 0, 6, 1, 8, 0], cam.Of(picture, [new(1, Sign: -1)])[0].Values);
    }

    [Fact]
    public void Pictures_of_a_batch_do_not_disturb_each_other()
    {
        using var scope = TensorScope.Begin();
        using var network = new TwoMaps();
        var cam = new GradCam(network, "maps");
        float[] first = [1, -2, 3, 0.5f, 4, -6], second = [-1, 1, 0, 0, 2, 7];
        var together = cam.Of(Tensor.From([.. first, .. second], 2, 1, 2, 3), [new(1), new(1, Sign: -1)]);
        Assert.Equal(cam.Of(Tensor.From(first, 1, 1, 2, 3), [new(1)])[0].Values, together[0].Values);
        Assert.Equal(cam.Of(Tensor.From(second, 1, 1, 2, 3), [new(1, Sign: -1)])[0].Values, together[1].Values);
    }

    [Theory]
    [InlineData("resnet18", "layer4")]
    [InlineData("vgg11", "features")]
    [InlineData("squeezenet1_1", "classifier.2")]
    [InlineData("swin_t", "permute")]
    [InlineData("affect_mobilenet", "model")]
    public void The_last_maps_before_pooling_are_found(string name, string layer) =>
        Assert.Equal(layer, LastMapOf(ModelRegistry.Find(name)));

    [Fact]
    public void Every_architecture_has_such_maps_but_the_vision_transformers() => Assert.All(ModelRegistry.All, info =>
    {
        var isTransformer = info.Name.StartsWith("vit_", StringComparison.Ordinal);
        Assert.Equal(isTransformer, LastMapOf(info) is null);
    });

    [Fact]
    public void A_transformer_is_refused_and_a_wrong_layer_named()
    {
        using var scope = TensorScope.Begin();
        using (ShapesOnly.Begin())
        {
            using var transformer = ModelRegistry.Find("vit_b_16").Build(new() { InputPx = 224 });
            Assert.Contains("convolutional", Assert.Throws<ConfigException>(() => GradCam.LastMapOf(transformer.Train(false), Tensor.Zeros([1, 3, 224, 224]))).Message, StringComparison.Ordinal);
        }

        using var network = Network("resnet18", sizePx: 64);
        Assert.Contains("did you mean 'layer1'?", Assert.Throws<ConfigException>(() => new GradCam(network, "layer5")).Message, StringComparison.Ordinal);
        Assert.Contains("gives (1, 5)", Assert.Throws<ConfigException>(() => new GradCam(network, "fc").Of(Tensor.Zeros([1, 3, 64, 64]), [new(0)])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Feature_maps_are_those_of_every_layer_once()
    {
        using var scope = TensorScope.Begin();
        using var network = new TwoMaps();
        var maps = FeatureMaps.Of(network, Tensor.From([1f, -2, 3, 0.5f, 4, -6], 1, 1, 2, 3), most: 1);
        Assert.Equal(("maps", "Doubling", 2), (Assert.Single(maps).Layer, maps[0].Kind, maps[0].ChannelCount));
        Assert.Equal([1, 1, 1, 1, 1, 1], Assert.Single(maps[0].Maps).Values);

        using var residual = Network("resnet18", sizePx: 64);
        var all = FeatureMaps.Of(residual, Tensor.Zeros([1, 3, 64, 64]), most: 2);
        Assert.Contains("layer1.0.relu", all.Select(item => item.Layer));
        Assert.DoesNotContain("layer1.0", all.Select(item => item.Layer)); // is its last ReLU
        Assert.All(FeatureMaps.Of(residual, Tensor.Zeros([1, 3, 64, 64]), layer: "layer2"), item => Assert.StartsWith("layer2.", item.Layer, StringComparison.Ordinal));
    }

    // At the size and with the colours of the original; without memory for weights.
    private static string? LastMapOf(ModelInfo info)
    {
        using var scope = TensorScope.Begin();
        using var shapes = ShapesOnly.Begin();
        var options = info.DefaultOptions with { InputPx = info.DefaultInputPx };
        using var network = info.Build(options).Train(false);
        try
        {
            return GradCam.LastMapOf(network, Tensor.Zeros([1, options.InputChannels, info.DefaultInputPx, info.DefaultInputPx]));
        }
        catch (ConfigException)
        {
            return null;
        }
    }

    private static Module Network(string name, int sizePx)
    {
        var network = ModelRegistry.Find(name).Build(new() { ClassCount = 5, InputPx = sizePx });
        network.InitializeParameters(seed: 1);
        return network.Train(false);
    }

    private sealed class TwoMaps : Module
    {
        private readonly Doubling _maps;

        public TwoMaps() => _maps = Child("maps", new Doubling());

        protected override Tensor Compute(Tensor input)
        {
            var maps = _maps.Forward(input);
            var first = maps.Narrow(1, 0, 1).Narrow(2, 0, 1).Narrow(3, 0, 1).Flatten(1);
            return Tensor.Cat([first, maps.Narrow(1, 1, 1).Flatten(1).Sum(1, keepDimension: true) * -1], dimension: 1);
        }
    }

    private sealed class Doubling : Module
    {
        protected override Tensor Compute(Tensor input) => Tensor.Cat([(input * 0) + 1, input * 2], dimension: 1);
    }
}
