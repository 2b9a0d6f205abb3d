using System.Text.Json;
using Mien.Core;
using Mien.Models.Weights;

namespace Mien.Models.Tests.Weights;

public sealed class PublishedInputTests
{
    /// <summary>Resize, crop, interpolation, mean and deviation as torchvision has them (bench/peer/make_published_inputs.py).</summary>
    [Fact]
    public void Every_architecture_of_torchvision_has_the_input_of_its_published_weights()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(GoldenFolder.PathOf("published_inputs.json")));
        Assert.Equal(48, golden.RootElement.EnumerateObject().Count());
        Assert.All(golden.RootElement.EnumerateObject(), row =>
        {
            var input = PublishedInput.Of(ModelRegistry.Find(row.Name))!;
            Assert.Equal((row.Value[0].GetInt32(), row.Value[1].GetInt32()), (input.ResizePx, input.CropPx));
            Assert.Equal(row.Value[2].GetString(), input.Interpolation == Interpolation.Cubic ? "bicubic" : "bilinear");
            Assert.Equal(row.Value[3].EnumerateArray().Select(number => number.GetSingle()), input.Scaling.Mean);
            Assert.Equal(row.Value[4].EnumerateArray().Select(number => number.GetSingle()), input.Scaling.Deviation);
        });
    }

    [Theory]
    [InlineData("keras_resnet18")]
    [InlineData("talha_net")]
    [InlineData("affect_mobilenet")]
    [InlineData("fercnn4")]
    public void Where_no_weights_are_published_nothing_is_said_of_their_pictures(string name) => Assert.Null(PublishedInput.Of(ModelRegistry.Find(name)));

    [Fact]
    public void The_resnet_of_keras_applications_wants_the_means_of_caffe() =>
        Assert.Same(PixelScaling.Caffe, PublishedInput.Of(ModelRegistry.Find("keras_resnet50_imagenet"))!.Scaling);

    [Fact]
    public void A_scaling_is_found_by_its_name()
    {
        Assert.Same(PixelScaling.Symmetric, PixelScaling.Find("Symmetric"));
        Assert.Contains("did you mean 'caffe'?", Assert.Throws<ConfigException>(() => PixelScaling.Find("cafe")).Message);
    }
}
