using Mien.Core;

namespace Mien.Imaging.Tests;

public sealed class PixelTensorTests
{
    private static readonly Preprocessing TwoByOne = new() { WidthPx = 2, HeightPx = 1, Mean = [0.5f, 0.25f, 0f], Deviation = [0.5f, 2f, 1f] };
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

    [Fact]
    public void A_grey_picture_feeds_three_equal_channels()
    {
        var values = new float[6];
        PixelTensor.ToPlanar(Pictures.Grey([0, 255]), TwoByOne with { Mean = [0, 0, 0], Deviation = [1, 1, 1] }, values);
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
        PixelTensor.ToPlanar(new Image(1, 1, 3, [255, 0, 0]), new() { WidthPx = 1, HeightPx = 1, Channels = 1, Mean = [0], Deviation = [1] }, values);
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
        Assert.Throws<ArgumentException>(() => PixelTensor.ToPlanar(TwoPixels, TwoByOne with { Mean = [0.5f] }, new float[6]));
}
