namespace Mien.Imaging.Tests;

public sealed class BlurTests
{
    [Fact]
    public void A_flat_picture_stays_flat_up_to_its_edge() =>
        Assert.All(Blur.Gaussian(new Image(9, 7, 1, [.. Enumerable.Repeat((byte)77, 63)]), 2).Pixels, value => Assert.Equal(77, value));

    // The kernel of sigma 1 over 7 pixels has the centre 0.3991; squared, times 255: 40.6. OpenCV's 8-bit kernel is within one level.
    [Fact]
    public void A_point_spreads_by_the_gaussian()
    {
        var image = new Image(21, 21, 1);
        image.Row(10)[10] = 255;
        var blurred = Blur.Gaussian(image, 1);
        Assert.InRange(blurred.Row(10)[10], 40, 42);
        Assert.Equal(blurred.Row(10)[11], blurred.Row(11)[10]);
        Assert.InRange(blurred.Row(10)[11], 24, 26); // times exp(-1/2)
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_deviation_that_is_no_positive_number_is_refused(double sigmaPx) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Blur.Gaussian(new Image(3, 3, 1), sigmaPx));
}
