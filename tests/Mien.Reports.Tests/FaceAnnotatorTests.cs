using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports.Tests;

public sealed class FaceAnnotatorTests
{
    private static readonly LabelSet Labels = new(["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger", "contempt"]);

    [Theory]
    [InlineData(640, 480)]
    [InlineData(1920, 1080)]
    [InlineData(241, 300)]
    public void A_picture_keeps_its_size_and_is_not_touched(int width, int height)
    {
        var picture = Ground(width, height);

        var drawn = new FaceAnnotator(null).Draw(picture, [Face(new(40, 60, 100, 100))]);

        Assert.Equal($"{width}x{height} RGB", drawn.ToString());
        Assert.All(picture.Pixels, value => Assert.Equal(128, value));
        Assert.NotEqual(picture.Pixels, drawn.Pixels);
    }

    [Fact]
    public void The_frame_has_the_colour_of_the_class_and_lies_at_the_box()
    {
        var drawn = new FaceAnnotator(null).Draw(Ground(640, 480), [Face(new(200, 200, 150, 150))]);

        Assert.Equal([250, 208, 60], drawn.Row(300).Slice(200 * 3, 3).ToArray());
        Assert.Equal([128, 128, 128], drawn.Row(300).Slice(280 * 3, 3).ToArray());
    }

    [Fact]
    public void A_small_picture_is_enlarged_until_text_is_legible()
    {
        Assert.Equal("288x288 RGB", new FaceAnnotator(null).Draw(Ground(96, 96), [Face(new(10, 10, 60, 60))]).ToString());
        Assert.Equal("240x240 RGB", new FaceAnnotator(null).Draw(Ground(1, 1), [Face(new(0, 0, 1, 1))]).ToString());
    }

    [Fact]
    public void A_picture_that_is_a_face_keeps_every_pixel_and_gets_a_margin_of_one_width()
    {
        var picture = Ground(300, 300);
        var annotator = new FaceAnnotator(null);

        var (happy, contempt) = (annotator.Draw(picture, [Face(null)]), annotator.Draw(picture, [Face(null, best: 7)]));

        Assert.Equal(happy.ToString(), contempt.ToString());
        Assert.True(happy.Width > 300);
        Assert.All(Enumerable.Range(0, 300), row => Assert.True(picture.Row(row).SequenceEqual(happy.Row(row)[..(300 * 3)])));
    }

    [Fact]
    public void A_grey_picture_without_faces_comes_back_in_colour_and_unchanged()
    {
        var drawn = new FaceAnnotator(null).Draw(Colour.ToGrey(Ground(300, 300)), []);

        Assert.Equal(Ground(300, 300).Pixels, drawn.Pixels);
    }

    [Fact]
    public void An_emoji_is_drawn_where_a_font_is_given()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, new TinyFont { Png = ImageCodec.Encode(Filled(20, 20, new(1, 2, 250)), ImageFormat.Png) }.ToArray());

        var drawn = new FaceAnnotator(EmojiFont.Open(path)).Draw(Ground(640, 480), [Face(new(200, 200, 150, 150))]);
        File.Delete(path);

        Assert.Contains(Enumerable.Range(0, 640 * 480), pixel => drawn.Pixels.AsSpan(pixel * 3, 3).SequenceEqual<byte>([1, 2, 250]));
    }

    [Fact]
    public void Emoji_of_any_number_of_sizes_are_kept_in_little_memory()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, new TinyFont { Png = ImageCodec.Encode(Filled(20, 20, new(1, 2, 250)), ImageFormat.Png) }.ToArray());
        var ink = new AnnotationInk(EmojiFont.Open(path));
        for (var height = 500; height < 560; height++)
        {
            Assert.Equal(height, ink.Emoji("happy", height)!.Colour.Height); // a megabyte each
            Assert.InRange(ink.KeptBytes, height * height * 4, 32 << 20);
        }

        File.Delete(path);
    }

    private static FaceAnnotation Face(FaceBox? box, int best = 1) => new()
    {
        Box = box,
        Labels = Labels,
        Probabilities = [.. Enumerable.Range(0, 8).Select(index => index == best ? 0.93f : 0.01f)],
        Affect = new(0.7, 0.3),
    };

    private static Image Ground(int width, int height) => Filled(width, height, Rgb.Grey(128));

    private static Image Filled(int width, int height, Rgb colour)
    {
        var image = new Image(width, height, 3);
        Draw.FillRectangle(image, 0, 0, width, height, colour);
        return image;
    }
}
