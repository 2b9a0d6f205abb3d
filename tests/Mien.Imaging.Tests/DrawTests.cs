namespace Mien.Imaging.Tests;

public sealed class DrawTests
{
    private static readonly Rgb Ink = new(250, 100, 50);

    [Fact]
    public void A_filled_rectangle_covers_exactly_its_pixels()
    {
        var image = new Image(5, 4, 1);
        Draw.FillRectangle(image, 1, 1, 3, 2, Rgb.White);
        Assert.Equal([0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0], image.Pixels);
    }

    [Fact]
    public void An_outline_of_one_pixel_lies_inside_the_rectangle()
    {
        var image = new Image(4, 4, 1);
        Draw.Rectangle(image, 0, 0, 4, 4, Rgb.Grey(9));
        Assert.Equal([9, 9, 9, 9, 9, 0, 0, 9, 9, 0, 0, 9, 9, 9, 9, 9], image.Pixels);
    }

    [Fact]
    public void Colours_are_rgb_and_act_on_grey_pictures_by_their_luma()
    {
        var (colour, grey) = (new Image(1, 1, 3), new Image(1, 1, 1));
        Draw.FillRectangle(colour, 0, 0, 1, 1, Ink);
        Draw.FillRectangle(grey, 0, 0, 1, 1, Ink);
        Assert.Equal([250, 100, 50], colour.Pixels);
        Assert.Equal([139], grey.Pixels); // 74.75 + 58.7 + 5.7
    }

    [Fact]
    public void What_lies_outside_is_clipped()
    {
        var image = new Image(8, 8, 3);
        Draw.Line(image, -100, 4, 100, 4, Ink, thicknessPx: 3);
        Draw.FillCircle(image, 40, 40, 5, Ink);
        Draw.Text(image, "far away", 500, -500, Ink);
        Draw.FillRectangle(image, 20, 20, 5, 5, Ink);
        Assert.Equal([250, 100, 50], image.Row(4)[..3].ToArray());
        Assert.Equal(new byte[24], image.Row(0).ToArray());
    }

    [Fact]
    public void Circles_are_round_and_anti_aliased()
    {
        var image = new Image(41, 41, 1);
        Draw.FillCircle(image, 20, 20, 10.5, Rgb.White);
        // OpenCV draws the rim as a line of one pixel, so the disc reaches half a pixel farther: between radius 10.5 and 11.5.
        Assert.InRange(image.Pixels.Sum(value => value / 255.0), Math.PI * 10.5 * 10.5, Math.PI * 11.5 * 11.5);
        Assert.Contains(image.Pixels, value => value is > 0 and < 255);
        Assert.InRange(Pictures.Deviation(image, Geometry.FlipHorizontal(image)), 0, 8); // its coverage table is coarse and not symmetric
    }

    [Fact]
    public void A_polygon_is_filled()
    {
        var image = new Image(20, 20, 1);
        Draw.FillPolygon(image, [(2, 2), (17, 2), (17, 17), (2, 17)], Rgb.White);
        Assert.Equal((255, 0), (image.Row(10)[10], image.Row(0)[10]));
    }

    [Fact]
    public void Text_stays_within_its_measured_size()
    {
        var size = Draw.MeasureText("Happy gypsy", scale: 0.6);
        var image = new Image(size.Width + 40, size.Height + size.Depth + 40, 1);
        Draw.Text(image, "Happy gypsy", 20, 20 + size.Height, Rgb.White, scale: 0.6);
        Assert.Contains(image.Pixels, value => value > 128);
        var margin = image.Clone();
        // Anti-aliasing reaches one pixel beyond the strokes.
        Draw.FillRectangle(margin, 19, 19, size.Width + 2, size.Height + size.Depth + 2, Rgb.Black);
        Assert.DoesNotContain(margin.Pixels, value => value > 0);
    }

    [Fact]
    public void Letters_that_the_font_lacks_appear_as_question_marks() =>
        Assert.Equal(Draw.MeasureText("a?b?"), Draw.MeasureText("a\u00E9b\U0001F600"));

    [Theory]
    [InlineData(-1, -1, new byte[] { 4, 0, 0, 0, 0, 0 })]
    [InlineData(1, 0, new byte[] { 0, 1, 2, 0, 3, 4 })]
    [InlineData(2, 1, new byte[] { 0, 0, 0, 0, 0, 1 })]
    [InlineData(9, 9, new byte[] { 0, 0, 0, 0, 0, 0 })]
    public void A_picture_is_pasted_where_it_fits(int x, int y, byte[] expected)
    {
        var image = new Image(3, 2, 1);
        Draw.Paste(image, Pictures.Grey([1, 2], [3, 4]), x, y);
        Assert.Equal(expected, image.Pixels);
    }

    [Fact]
    public void Impossible_arguments_are_refused()
    {
        var image = new Image(3, 3, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw.Line(image, double.NaN, 0, 1, 1, Ink));
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw.Line(image, 0, 0, 1, 1, Ink, thicknessPx: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw.FillRectangle(image, 0, 0, 0, 1, Ink));
        Assert.Throws<ArgumentException>(() => Draw.Polyline(image, [(1, 1)], Ink));
        Assert.Throws<ArgumentOutOfRangeException>(() => Draw.Text(image, "a", 0, 0, Ink, scale: 0));
    }
}
