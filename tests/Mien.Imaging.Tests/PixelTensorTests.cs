using Mien.Core;

namespace Mien.Imaging.Tests;

public sealed class PixelTensorTests
{
    private static readonly Preprocessing TwoByOne = new() { WidthPx = 2, HeightPx = 1, Scaling = new("", [0.5f, 0.25f, 0f], [0.5f, 2f, 1f]) };
    private static readonly Image TwoPixels = new(2, 1, 3, [255, 0, 51, 0, 255, 102]);

    [Fact]
    public void Interleaved_values_are_normalised_per_channel()
    {
        var values = new float[6];
        PixelTensor.ToInterleaved(TwoPixels, TwoByOne, values);
        Assert.Equal([1f, -0.125f, 0.2f, -1f, 0.375f, 0.4f], values);
    }

    [Fact]
    public void Planar_values_are_the_same_channel_by_channel()
    {
        var values = new float[6];
        PixelTensor.ToPlanar(TwoPixels, TwoByOne, values);
        Assert.Equal([1f, -1f, -0.125f, 0.375f, 0.2f, 0.4f], values);
    }

    // Worked out by hand: blue first, the means of 0..255 taken off in float32, nothing divided.
    [Fact]
    public void The_scaling_of_caffe_gives_blue_green_red_less_the_means_of_keras()
    {
        var caffe = TwoByOne with { Scaling = PixelScaling.Caffe };
        var (interleaved, planar) = (new float[6], new float[6]);
        PixelTensor.ToInterleaved(TwoPixels, caffe, interleaved);
        PixelTensor.ToPlanar(TwoPixels, caffe, planar);
        Assert.Equal([51 - 103.939f, 0 - 116.779f, 255 - 123.68f, 102 - 103.939f, 255 - 116.779f, 0 - 123.68f], interleaved);
        Assert.Equal([51 - 103.939f, 102 - 103.939f, 0 - 116.779f, 255 - 116.779f, 255 - 123.68f, 0 - 123.68f], planar);
        PixelTensor.ToInterleaved(Pictures.Grey([7, 255]), caffe, interleaved);
        Assert.Equal([7 - 103.939f, 7 - 116.779f, 7 - 123.68f, 255 - 103.939f, 255 - 116.779f, 255 - 123.68f], interleaved);
    }

    [Theory]
    [InlineData("unit", 51 / 255f, 0f, 1f)]
    [InlineData("symmetric", -0.6f, -1f, 1f)]
    [InlineData("none", 51f, 0f, 255f)]
    [InlineData("imagenet", (0.2f - 0.485f) / 0.229f, (0f - 0.456f) / 0.224f, (1f - 0.406f) / 0.225f)]
    public void The_scalings_by_name_give_what_their_names_say(string name, float red, float green, float blue)
    {
        var values = new float[3];
        PixelTensor.ToInterleaved(new Image(1, 1, 3, [51, 0, 255]), new() { WidthPx = 1, HeightPx = 1, Scaling = PixelScaling.Find(name) }, values);
        Assert.Equal([red, green, blue], values);
    }

    [Fact]
    public void A_grey_picture_feeds_three_equal_channels()
    {
        var values = new float[6];
        PixelTensor.ToPlanar(Pictures.Grey([0, 255]), TwoByOne with { Scaling = PixelScaling.Unit }, values);
        Assert.Equal([0f, 1f, 0f, 1f, 0f, 1f], values);
    }

    [Fact]
    public void A_grey_picture_is_normalised_per_channel_as_its_colour_copy_would_be()
    {
        var (grey, colour) = (new float[6], new float[6]);
        PixelTensor.ToInterleaved(Pictures.Grey([7, 255]), TwoByOne, grey);
        PixelTensor.ToInterleaved(Colour.ToRgb(Pictures.Grey([7, 255])), TwoByOne, colour);
        Assert.Equal(colour, grey);
    }

    [Fact]
    public void A_colour_picture_becomes_its_luma_where_one_channel_is_asked_for()
    {
        var values = new float[1];
        PixelTensor.ToPlanar(new Image(1, 1, 3, [255, 0, 0]), new() { WidthPx = 1, HeightPx = 1, Channels = 1, Scaling = new("", [0], [1]) }, values);
        Assert.Equal([76 / 255f], values); // 0.299 * 255 = 76.2
    }

    [Fact]
    public void A_larger_picture_is_shrunk_by_area_means_and_a_smaller_one_grows_as_said()
    {
        var preprocessing = TwoByOne with { Enlarge = Interpolation.Nearest };
        Assert.Equal([10, 30], PixelTensor.Fit(Pictures.Grey([0, 20, 20, 40], [10, 10, 30, 30]), preprocessing).Pixels);
        Assert.Equal([8, 8], PixelTensor.Fit(Pictures.Grey([8]), preprocessing).Pixels);
    }

    [Fact]
    public void A_destination_of_another_length_is_refused() =>
        Assert.Contains("room for 6 values (2x1 pixels, 3 channels) but got 5",
            Assert.Throws<ArgumentException>(() => PixelTensor.ToPlanar(TwoPixels, TwoByOne, new float[5])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mean_too_few_is_refused() =>
        Assert.Throws<ArgumentException>(() => PixelTensor.ToPlanar(TwoPixels, TwoByOne with { Scaling = new("", [0.5f], [2f]) }, new float[6]));
}
