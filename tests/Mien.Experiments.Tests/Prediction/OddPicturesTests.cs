using System.IO.Compression;
using Mien.Imaging;
using Mien.Imaging.Tests.Files;

namespace Mien.Experiments.Tests;

/// <summary>Pictures as users have them: each ends in rows with a status, and none stops the others.</summary>
public sealed class OddPicturesTests : IDisposable
{
    private static readonly FaceScene Scene = new(360, 240, (60, 40, 160));

    private readonly UntrainedRun _run = new("anger", "happy", "sad");
    private readonly TrainedModel _model;

    public OddPicturesTests() => _model = _run.Load();

    public void Dispose()
    {
        _model.Dispose();
        _run.Dispose();
    }

    public static TheoryData<string, PredictionStatus, PredictionStatus, byte[]> Pictures()
    {
        var jpeg = ImageCodec.Encode(Scene.Picture, ImageFormat.Jpeg);
        return new()
        {
            { "photo.jpg", PredictionStatus.Ok, PredictionStatus.Ok, jpeg },
            { "sideways.jpg", PredictionStatus.Ok, PredictionStatus.Ok, Exif.File(Geometry.Rotate90(Scene.Picture, turns: -1), ImageFormat.Jpeg, orientation: 6) },
            { "photo.png.txt", PredictionStatus.Ok, PredictionStatus.Ok, ImageCodec.Encode(Scene.Picture, ImageFormat.Png) },
            { "40-megapixels.jpg", PredictionStatus.NoFace, PredictionStatus.Ok, ImageCodec.Encode(new Image(8000, 5000, 1), ImageFormat.Jpeg) },
            { "one-pixel.png", PredictionStatus.NoFace, PredictionStatus.Ok, ImageCodec.Encode(new Image(1, 1, 3), ImageFormat.Png) },
            { "16-bits.png", PredictionStatus.NoFace, PredictionStatus.Ok, new PngFile { Width = 2, Height = 1, Depth = 16, Colour = PngColour.Rgb, Data = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }.ToArray() },
            { "cmyk.jpg", PredictionStatus.NoFace, PredictionStatus.Ok, new FlatJpeg { Blocks = [[200, 10, 3, 9], [31, 9, 100, 8]], AdobeTransform = 2 }.ToArray() },
            { "animation.webp", PredictionStatus.Ok, PredictionStatus.Ok, WebpFile.Animation(Scene.Picture, Scene.Picture) },
            { "truncated.jpg", PredictionStatus.Unreadable, PredictionStatus.Unreadable, jpeg[..(jpeg.Length / 2)] },
            { "empty.jpg", PredictionStatus.Unreadable, PredictionStatus.Unreadable, [] },
            { "text.jpg", PredictionStatus.Unreadable, PredictionStatus.Unreadable, [.. "Dear John, here is the photograph."u8] },
            { "animation.gif", PredictionStatus.Unsupported, PredictionStatus.Unsupported, [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x3B] },
            { "photo.heic", PredictionStatus.Unsupported, PredictionStatus.Unsupported, [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8] },
            { "wall.ppm", PredictionStatus.TooLarge, PredictionStatus.TooLarge, [.. "P6 100000 100000 255\n"u8, 1, 2, 3] },
        };
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Each_ends_in_a_row_with_a_status(string name, PredictionStatus withDetection, PredictionStatus asFace, byte[] file)
    {
        var path = Path.Combine(_run.Run.Path, name);
        File.WriteAllBytes(path, file);
        var zip = Path.Combine(_run.Run.Path, "album.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(path, "inner/" + (ImageCodec.HasImageExtension(name) ? name : name + ".png"));
        }

        var looked = Predict([path], new() { Faces = new() });
        var whole = Predict([path, zip], new());

        Assert.Equal([withDetection], looked.Select(row => row.Status));
        Assert.Equal([asFace, asFace], whole.Select(row => row.Status));
        Assert.Equal(whole[0].Probabilities, whole[1].Probabilities);
        Assert.All([.. looked, .. whole], row => Assert.Equal(row.Status.IsFailure(), !string.IsNullOrEmpty(row.Error)));
        if (looked[0].Box is { } box)
        {
            Assert.InRange(box.X + (box.Width / 2), 60, 220); // where it is in the upright picture
            Assert.InRange(box.Y + (box.Height / 2), 40, 200);
        }
    }

    private FacePrediction[] Predict(string[] inputs, PredictionOptions options) =>
        [.. Prediction.Run(_model, Inputs.Open(inputs), options, TestContext.Current.CancellationToken)];
}
