using Mien.Core;

namespace Mien.Imaging.Tests;

public sealed class FaceDetectorTests
{
    [Fact]
    public void Faces_are_found_where_they_are_and_the_largest_comes_first()
    {
        var image = new Image(420, 260, 3);
        Draw.FillRectangle(image, 0, 0, 420, 260, new Rgb(120, 130, 140));
        Pictures.DrawFace(image, 90, 120, 55);
        Pictures.DrawFace(image, 290, 130, 85);
        using var detector = new FaceDetector();
        var faces = Boxes(detector, image);
        Assert.Equal(2, faces.Count);
        Assert.True(faces[0].Width > faces[1].Width, $"{faces[0]} is not larger than {faces[1]}");
        AssertAround(faces[0], 290, 130, 85);
        AssertAround(faces[1], 90, 120, 55);
        Assert.Equal(faces, Boxes(detector, image));
    }

    [Fact]
    public void A_face_that_fills_the_picture_is_found_and_its_box_stays_inside()
    {
        var image = new Image(200, 240, 3);
        Pictures.DrawFace(image, 100, 130, 80);
        var crop = Geometry.Resize(Geometry.Crop(image, 34, 60, 132, 160), 79, 96, Interpolation.Area);
        using var detector = new FaceDetector();
        var face = Assert.Single(Boxes(detector, crop));
        Assert.True(face.X >= 0 && face.Y >= 0 && face.X + face.Width <= crop.Width && face.Y + face.Height <= crop.Height, $"{face} leaves {crop}");
    }

    // Pictures are made smaller for large faces, by not quite the same factor in width and height.
    [Theory]
    [InlineData(301, 401)]
    [InlineData(317, 443)]
    [InlineData(433, 307)]
    public void Boxes_are_square_whatever_the_size_of_the_picture(int width, int height)
    {
        var image = new Image(width, height, 3);
        Draw.FillRectangle(image, 0, 0, width, height, new Rgb(120, 130, 140));
        Pictures.DrawFace(image, width / 2.0, height / 2.0, 105);
        using var detector = new FaceDetector(new() { MinFaceFraction = 0.4 });
        var face = Assert.Single(Boxes(detector, image));
        Assert.Equal(face.Width, face.Height);
    }

    [Fact]
    public void A_picture_without_a_face_gives_no_box()
    {
        using var detector = new FaceDetector();
        Assert.Empty(detector.Detect(Pictures.Gradient(200, 150)));
        Assert.Empty(detector.Detect(new Image(1, 1, 1)));
    }

    [Fact]
    public void Threads_may_share_a_detector()
    {
        var image = new Image(220, 260, 3);
        Pictures.DrawFace(image, 110, 130, 80);
        using var detector = new FaceDetector();
        var expected = detector.Detect(image);
        Assert.Single(expected);
        Parallel.For(0, 8, _ => Assert.Equal(expected, detector.Detect(image)));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new FaceDetector(new() { ScaleStep = 1 }));
        Assert.Throws<ArgumentException>(() => new FaceDetector(new() { MinFaceFraction = double.NaN }));
    }

    [Fact]
    public void The_runtime_tells_its_version_formats_and_cascade()
    {
        var info = VisionRuntime.Info;
        Assert.StartsWith("4.", info.OpenCvVersion, StringComparison.Ordinal);
        Assert.Contains(ImageFormat.Webp, info.WritableFormats);
        Assert.DoesNotContain(ImageFormat.Pnm, info.WritableFormats);
        Assert.True(File.Exists(info.CascadePath));
    }

    private static IReadOnlyList<FaceBox> Boxes(FaceDetector detector, Image image) => [.. detector.Detect(image).Select(face => face.Box)];

    // The cascade frames a face from brows to mouth: its centre within a quarter of the radius, its width 1.2 to 2.6 radii.
    private static void AssertAround(FaceBox box, double x, double y, double radius)
    {
        Assert.InRange(box.X + box.Width / 2.0, x - radius / 4, x + radius / 4);
        Assert.InRange(box.Y + box.Height / 2.0, y - radius / 4, y + radius / 4);
        Assert.InRange(box.Width, 1.2 * radius, 2.6 * radius);
    }
}
