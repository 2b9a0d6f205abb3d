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
}
