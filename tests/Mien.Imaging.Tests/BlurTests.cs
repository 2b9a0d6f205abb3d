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

    // The anchor of four is at two: a kernel of that single one changes nothing.
    [Fact]
    public void The_centre_of_an_even_kernel_is_right_of_and_below_the_middle()
    {
        var image = new Image(5, 4, 1, [.. Enumerable.Range(1, 20).Select(value => (byte)value)]);
        var (result, kernel) = (new Image(5, 4, 1), new float[16]);
        kernel[(2 * 4) + 2] = 1;
        Blur.Filter(image, kernel, result);
        Assert.Equal(image.Pixels, result.Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_deviation_that_is_no_positive_number_is_refused(double sigmaPx) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Blur.Gaussian(new Image(3, 3, 1), sigmaPx));
}
