namespace Mien.Imaging.Tests;

public sealed class ColourTests
{
    // 0.299 * 255 = 76.2, 0.587 * 255 = 149.7, 0.114 * 255 = 29.1
    [Fact]
    public void Grey_is_the_luma_of_bt601() =>
        Assert.Equal([76, 150, 29, 255], Colour.ToGrey(new Image(4, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255])).Pixels);

    [Fact]
    public void Grey_pictures_become_three_equal_channels_and_back()
    {
        var rgb = Colour.ToRgb(Pictures.Grey([1, 200]));
        Assert.Equal([1, 1, 1, 200, 200, 200], rgb.Pixels);
        Assert.Equal([1, 200], Colour.ToGrey(rgb).Pixels);
    }

    [Fact]
    public void Contrast_and_brightness_round_to_nearest_half_to_even_and_clamp() =>
        // 1.5 v - 25.5 gives -25.5, 49.5, 51 and 357
        Assert.Equal([0, 50, 51, 255], Colour.BrightnessContrast(Pictures.Grey([0, 50, 51, 255]), 1.5, -0.1).Pixels);

    [Fact]
    public void Neutral_contrast_and_brightness_change_nothing()
    {
        var image = Pictures.Counting(16, 16, 1);
        Assert.Equal(image.Pixels, Colour.BrightnessContrast(image, 1, 0).Pixels);
    }

    [Fact]
    public void A_table_replaces_every_sample()
    {
        var inverse = Enumerable.Range(0, 256).Select(value => (byte)(255 - value)).ToArray();
        Assert.Equal([255, 254, 253], Colour.ApplyTable(Pictures.Counting(1, 1, 3), inverse).Pixels);
        Assert.Throws<ArgumentException>(() => Colour.ApplyTable(Pictures.Counting(1, 1, 3), inverse.AsSpan()[1..]));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused() =>
        Assert.Throws<ArgumentException>(() => Colour.BrightnessContrast(Pictures.Grey([1]), double.NaN, 0));
}
