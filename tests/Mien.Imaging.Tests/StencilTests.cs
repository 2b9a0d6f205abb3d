using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class StencilTests
{
    [Fact]
    public void A_png_keeps_its_alpha_and_the_colours_under_it()
    {
        var file = new PngFile { Width = 2, Height = 1, Colour = PngColour.RgbAlpha, Data = [10, 20, 30, 0, 200, 100, 50, 128] }.ToArray();

        var stencil = Stencil.DecodePng(file, "a.png");

        Assert.Equal([10, 20, 30, 200, 100, 50], stencil.Colour.Pixels);
        Assert.Equal([0, 128], stencil.Alpha.Pixels);
    }

    [Fact]
    public void A_png_without_alpha_lets_nothing_shine_through()
    {
        var stencil = Stencil.DecodePng(ImageCodec.Encode(Pictures.Grey([7, 9]), ImageFormat.Png), "a.png");

        Assert.Equal([7, 7, 7, 9, 9, 9], stencil.Colour.Pixels);
        Assert.Equal([255, 255], stencil.Alpha.Pixels);
    }

    [Fact]
    public void What_is_no_png_or_too_large_is_refused()
    {
        var image = Pictures.Gradient(20, 10);

        Assert.Contains("expected a PNG", Assert.Throws<ImageException>(() => Stencil.DecodePng(ImageCodec.Encode(image, ImageFormat.Jpeg), "a")).Message, StringComparison.Ordinal);
        Assert.Contains("at most 50 pixels", Assert.Throws<ImageException>(() => Stencil.DecodePng(ImageCodec.Encode(image, ImageFormat.Png), "a", new() { MaxPixels = 50 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shrinking_gives_unseen_pixels_no_part_in_the_colour()
    {
        var stencil = new Stencil(new Image(2, 2, 3, [200, 0, 0, 0, 255, 0, 200, 0, 0, 0, 255, 0]), new Image(2, 2, 1, [255, 0, 255, 0]));

        var small = stencil.Resize(1, 1);

        // Half of 255 is rounded, so that dividing by it again may miss by 2.
        Assert.InRange(small.Alpha.Pixels[0], 127, 128);
        Assert.InRange(small.Colour.Pixels[0], 197, 200);
        Assert.Equal(0, small.Colour.Pixels[1]);
    }

    [Fact]
    public void Blending_mixes_by_alpha_and_is_clipped()
    {
        var image = new Image(3, 1, 3, [100, 100, 100, 100, 100, 100, 100, 100, 100]);

        Draw.Shade(image, -5, -5, 6, 50, Rgb.White, 0.5);
        Draw.Tint(image, new Image(2, 1, 1, [255, 51]), 1, 0, new Rgb(0, 200, 100));
        Draw.Stencil(image, new Stencil(new Image(1, 1, 3, [9, 9, 9]), new Image(1, 1, 1, [255])), 7, 0);

        // 128 of 255 parts of white: (255 * 128 + 100 * 127 + 127) / 255; a fifth of the colour: (200 * 51 + 100 * 204 + 127) / 255.
        Assert.Equal([178, 178, 178, 0, 200, 100, 80, 120, 100], image.Pixels);
    }
}
