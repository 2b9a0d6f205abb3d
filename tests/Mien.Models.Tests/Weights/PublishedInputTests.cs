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
            var input = PublishedInput.Of(row.Name);
            Assert.Equal((row.Value[0].GetInt32(), row.Value[1].GetInt32()), (input.ResizePx, input.CropPx));
            Assert.Equal(row.Value[2].GetString(), input.Interpolation == Interpolation.Cubic ? "bicubic" : "bilinear");
            Assert.Equal(row.Value[3].EnumerateArray().Select(number => number.GetSingle()), input.Scaling.Mean);
            Assert.Equal(row.Value[4].EnumerateArray().Select(number => number.GetSingle()), input.Scaling.Deviation);
        });
    }

    [Fact]
    public void A_scaling_becomes_the_preprocessing_of_the_loader()
    {
        var preprocessing = PublishedInput.Of("efficientnet_v2_l").ToPreprocessing();
        Assert.Equal((480, 480, Interpolation.Cubic), (preprocessing.WidthPx, preprocessing.HeightPx, preprocessing.Enlarge));
        Assert.Equal([0.5f, 0.5f, 0.5f], preprocessing.Mean);
    }

    [Fact]
    public void The_caffe_scaling_takes_the_means_of_keras_from_values_in_0_to_255()
    {
        // (v / 255 - mean) / deviation for a channel value of 200: 200 - 123.68 for red, which comes last.
        var caffe = PixelScaling.Caffe;
        Assert.Equal([200 - 123.68f, 200 - 116.779f, 200 - 103.939f], caffe.Mean.Zip(caffe.Deviation, (mean, deviation) => ((200f / 255) - mean) / deviation), (left, right) => Math.Abs(left - right) < 1e-4f);
        Assert.True(caffe.IsBgr);
        Assert.Contains("want blue before red", Assert.Throws<MienException>(PublishedInput.Of("keras_resnet50_imagenet").ToPreprocessing).Message);
    }

    [Fact]
    public void A_scaling_is_found_by_its_name()
    {
        Assert.Same(PixelScaling.Symmetric, PixelScaling.Find("Symmetric"));
        Assert.Contains("did you mean 'caffe'?", Assert.Throws<ConfigException>(() => PixelScaling.Find("cafe")).Message);
    }
}
