using Mien.Models.Summaries;
using Mien.Models.Weights;
using Mien.Torch;

namespace Mien.Models.Tests.Summaries;

public sealed class ModelSummaryTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(info => info.Name)];

    /// <summary>"GFLOPS" of torchvision's documentation, which are multiply-adds, at the crop of the published weights.</summary>
    [Theory]
    [InlineData("resnet18", 1.814)]
    [InlineData("resnet34", 3.664)]
    [InlineData("resnet50", 4.089)]
    [InlineData("resnet101", 7.801)]
    [InlineData("resnet152", 11.514)]
    [InlineData("squeezenet1_0", 0.819)]
    [InlineData("squeezenet1_1", 0.349)]
    [InlineData("mobilenet_v2", 0.301)]
    [InlineData("mobilenet_v3_large", 0.217)]
    [InlineData("mobilenet_v3_small", 0.057)]
    [InlineData("efficientnet_b0", 0.386)]
    [InlineData("efficientnet_b1", 0.687)]
    [InlineData("efficientnet_b2", 1.088)]
    [InlineData("efficientnet_b3", 1.827)]
    [InlineData("efficientnet_b4", 4.394)]
    [InlineData("efficientnet_b5", 10.266)]
    [InlineData("efficientnet_b6", 19.068)]
    [InlineData("efficientnet_b7", 37.746)]
    [InlineData("efficientnet_v2_s", 8.366)]
    [InlineData("efficientnet_v2_m", 24.582)]
    [InlineData("efficientnet_v2_l", 56.08)]
    [InlineData("vgg11", 7.609)]
    [InlineData("vgg13", 11.308)]
    [InlineData("vgg16", 15.47)]
    [InlineData("vgg16_bn", 15.47)]
    [InlineData("vgg19", 19.632)]
    [InlineData("googlenet", 1.498)]
    [InlineData("inception_v3", 5.713)]
    [InlineData("densenet121", 2.834)]
    [InlineData("densenet161", 7.728)]
    [InlineData("densenet169", 3.36)]
    [InlineData("densenet201", 4.291)]
    [InlineData("convnext_tiny", 4.456)]
    [InlineData("convnext_small", 8.684)]
    [InlineData("regnet_y_400mf", 0.402)]
    [InlineData("regnet_y_800mf", 0.834)]
    [InlineData("shufflenet_v2_x1_0", 0.145)]
    [InlineData("vit_b_16", 17.564)]
    [InlineData("vit_h_14", 167.295)]
    [InlineData("vit_h_14_518", 1016.717)]
    [InlineData("swin_t", 4.491)]
    public void Multiply_adds_are_the_published_ones(string name, double published)
    {
        var info = ModelRegistry.Find(name);
        var summary = ModelSummary.Of(info, new() { InputPx = PublishedInput.Of(info)!.CropPx });
        Assert.Equal(published, summary.MultiplyAdds / 1e9, 0.0006); // published with three digits
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_have_all_parameters_of_the_net(string name)
    {
        var info = ModelRegistry.Find(name);
        var summary = ModelSummary.Of(info, info.DefaultOptions);
        Assert.Equal(info.ParameterCount, summary.TrainableCount);
        Assert.Equal([1, info.DefaultClassCount + info.RegressionOutputCount], summary.OutputShape);
    }

    /// <summary>The rules for shapes against what is computed, at an odd size where borders and incomplete windows show.</summary>
    [Theory]
    [InlineData("resnet18")]
    [InlineData("googlenet")]
    [InlineData("inception_v3_noaux")]
    [InlineData("squeezenet1_0")]
    [InlineData("densenet121")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("convnext_tiny")]
    [InlineData("swin_t")]
    [InlineData("talha_net")]
    [InlineData("keras_resnet50")]
    [InlineData("keras_resnet50_imagenet")]
    [InlineData("fercnn4")]
    public void Shapes_without_computing_are_those_of_computing(string name)
    {
        var info = ModelRegistry.Find(name);
        var options = info.DefaultOptions with { ClassCount = 3, InputPx = 107 };
        var summary = ModelSummary.Of(info, options);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        using var module = info.Build(options).Train(false);
        var computed = new Dictionary<string, long[]>();
        foreach (var (layer, part) in module.NamedModules())
        {
            part.OutputObserver = output => computed[layer] = [.. output.Shape];
        }

        module.Forward(Tensor.Ones([1, options.InputChannels, 107, 107]));
        Assert.All(summary.Layers.Where(layer => !layer.OutputShape.IsEmpty), layer => Assert.Equal(computed[layer.Name], layer.OutputShape));
        Assert.Contains(summary.Layers, layer => layer.OutputShape.Length == 4);
    }

    [Fact]
    public void A_layer_has_its_name_type_shape_and_counts()
    {
        var summary = ModelSummary.Of(ModelRegistry.Find("resnet18"), new() { ClassCount = 7, InputPx = 96 });
        var convolution = summary.Layers.Single(layer => layer.Name == "layer2.0.conv1");
        Assert.Equal(("Conv2d", 73_728L, 0L), (convolution.Type, convolution.TrainableCount, convolution.BufferCount));
        Assert.Equal([1, 128, 12, 12], convolution.OutputShape);
        Assert.Equal(73_728 * 12 * 12, convolution.MultiplyAdds);
        var norm = summary.Layers.Single(layer => layer.Name == "layer2.0.bn1");
        Assert.Equal((256L, 256L, 512L), (norm.TrainableCount, norm.BufferCount, norm.ParameterCount));
        Assert.Equal([1, 7], summary.OutputShape);
    }

    [Fact]
    public void Layers_of_training_alone_have_no_output()
    {
        var layer = ModelSummary.Of(ModelRegistry.Find("googlenet_aux"), new()).Layers.Single(item => item.Name == "aux1.fc2");
        Assert.Empty(layer.OutputShape);
        Assert.Equal(1_025_000, layer.TrainableCount);
    }

    [Fact]
    public void A_picture_that_is_too_small_is_refused() => Assert.Contains(
        "too small", Assert.ThrowsAny<Core.MienException>(() => ModelSummary.Of(ModelRegistry.Find("vgg16"), new() { InputPx = 16 })).Message);
}
