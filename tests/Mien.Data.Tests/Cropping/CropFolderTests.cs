using Mien.Core;
using Mien.Data.Synthetic;
using Mien.Imaging;

namespace Mien.Data.Tests.Cropping;

public sealed class CropFolderTests : IDisposable
{
    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Faces_are_cut_out_into_the_same_layout_and_crop_csv_says_what_became_of_each()
    {
        Write("in/train/happy/a.png", Scene((60, 40)));
        Write("in/train/sad/none.png", Scene());
        Write("in/train/sad/two.jpg", Scene((10, 30), (210, 60)));
        _tree.AddFile("in/train/sad/broken.png", "no picture");

        var summary = Run(new() { SizePx = 64 });

        Assert.Equal([CropStatus.Cropped, CropStatus.Unreadable, CropStatus.Skipped, CropStatus.Cropped], summary.Results.Select(result => result.Status));
        Assert.Equal([1, 0, 0, 2], summary.Results.Select(result => result.FaceCount));
        Assert.Equal(["crop.csv", "train/happy/a.png", "train/sad/two.jpg"], Files("out"));
        Assert.Equal("64x64 RGB", ImageCodec.Read(Out("train/happy/a.png")).ToString());
        var rows = File.ReadAllLines(Out("crop.csv"));
        Assert.Equal("source,output,status,faces,x,y,width,height,turned_degrees,problem", rows[0]);
        Assert.StartsWith("train/sad/broken.png,,unreadable,0,,,,,,", rows[2], StringComparison.Ordinal);
        Assert.Equal("train/sad/none.png,,skipped,0,,,,,,", rows[3]);
        Assert.Equal(2, summary.FileCount);
    }

    [Fact]
    public void The_crop_is_what_prediction_cuts_out()
    {
        var scene = Scene((60, 40));
        Write("in/a.png", scene);
        using var detector = new FaceDetector();
        var region = FaceCrop.Region(detector.Detect(scene)[0].Box, scene.Width, scene.Height, 0.1);

        Run(new() { MarginFraction = 0.1 });

        Assert.Equal(Geometry.Crop(scene, region.X, region.Y, region.Width, region.Height).Pixels, ImageCodec.Read(Out("a.png")).Pixels);
    }

    [Fact]
    public void Every_face_becomes_a_picture_under_a_name_of_its_own()
    {
        Write("in/two.png", Scene((10, 30), (210, 60)));
        Write("in/two~face2.png", Scene((60, 40)));

        var summary = Run(new() { Several = SeveralFaces.All });

        Assert.Equal(["crop.csv", "two.png", "two~face2.png", "two~face2~.png"], Files("out"));
        Assert.Equal(["two.png", "two~face2~.png"], summary.Results[0].Faces.Select(face => face.Path));
    }

    [Fact]
    public void A_picture_that_becomes_png_takes_the_place_of_no_other()
    {
        File.WriteAllBytes(Path.Combine(_tree.AddFolder("in"), "a.pgm"), [.. "P5 40 40 255\n"u8, .. new byte[40 * 40]]);
        Write("in/a.pgm.png", new Image(20, 20, 3));

        var summary = Run(new() { None = WithoutFace.Keep });

        Assert.Equal(["a.pgm~.png", "a.pgm.png"], summary.Results.Select(result => result.Faces[0].Path));
        Assert.Equal(["a.pgm.png", "a.pgm~.png", "crop.csv"], Files("out"));
        Assert.Equal("20x20 RGB", ImageCodec.Read(Out("a.pgm.png")).ToString());
    }

    [Fact]
    public void A_picture_without_a_face_may_be_kept_whole_in_the_shape_of_the_others()
    {
        Write("in/none.png", Scene());

        Run(new() { None = WithoutFace.Keep, SizePx = 80 });

        Assert.Equal("80x80 RGB", ImageCodec.Read(Out("none.png")).ToString());
    }

    [Fact]
    public void Grey_stays_grey_and_a_format_that_cannot_be_written_becomes_png()
    {
        var grey = Colour.ToGrey(Scene((60, 40)));
        File.WriteAllBytes(Path.Combine(_tree.AddFolder("in"), "a.pgm"), [.. System.Text.Encoding.ASCII.GetBytes($"P5 {grey.Width} {grey.Height} 255\n"), .. grey.Pixels]);

        Run(new());

        Assert.Equal(1, ImageCodec.ReadHeader(File.ReadAllBytes(Out("a.pgm.png")), "a").StoredChannels);
    }

    [Fact]
    public void Annotations_follow_their_pictures_without_positions_that_no_longer_hold()
    {
        Write("in/train/happy/a.png", Scene((60, 40)));
        Write("in/train/sad/none.png", Scene());
        _tree.AddFile("in/annotations.csv", "filename,label,face_x,valence\ntrain/happy/a.png,happy,10,0.5\ntrain/sad/none.png,sad,3,-0.5\n");

        Assert.Equal(1, Run(new()).AnnotationCount);
        Assert.Equal("filename,label,valence\ntrain/happy/a.png,happy,0.5\n", File.ReadAllText(Out("annotations.csv")));
    }

    [Fact]
    public void An_interrupted_call_is_gone_on_with_and_ends_as_an_uninterrupted_one()
    {
        for (var number = 0; number < 12; number++)
        {
            Write($"in/{number:00}.jpg", Scene((20 + (5 * number), 40)));
        }

        CropOptions options = new() { SizePx = 48, Align = true, Workers = 1 };
        CropFolder.Run(In, Out("../whole"), options, cancellation: TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => CropFolder.Run(In, Out(""), options, new StopAt(5, stop), stop.Token));
        var before = Directory.GetFiles(Out(""), "*.jpg").Select(path => (path, File.GetLastWriteTimeUtc(path))).ToArray();

        Run(options with { Workers = 3 });

        Assert.InRange(before.Length, 1, 11);
        Assert.All(before, file => Assert.Equal(file.Item2, File.GetLastWriteTimeUtc(file.path))); // not done again
        Assert.Equal(Files("whole"), Files("out"));
        Assert.All(Files("whole"), file => Assert.Equal(File.ReadAllBytes(Out("../whole/" + file)), File.ReadAllBytes(Out(file))));
    }

    [Theory]
    [InlineData("{\"Source\":null,\"Status\":0,\"FaceCount\":0,\"Faces\":[]}")]
    [InlineData("{\"Source\":\"00.jpg\",\"Status\":0,\"FaceCount\":1,\"Faces\":[null]}")]
    [InlineData("{\"Source\":\"00.jpg\",\"Status\":0,\"FaceCount\":1,\"Faces\":[{\"Path\":null}]}")]
    [InlineData("null")]
    public void What_is_damaged_in_the_journal_is_done_again(string line)
    {
        Write("in/00.jpg", Scene((60, 40)));
        Write("in/01.jpg", Scene((60, 40)));
        using var stop = new CancellationTokenSource();
        CropOptions options = new() { Workers = 1 };
        Assert.Throws<OperationCanceledException>(() => CropFolder.Run(In, Out(""), options, new StopAt(1, stop), stop.Token));
        File.WriteAllText(Out(".mien-work/crop.ndjson"), line + "\n");

        Assert.Equal(2, Run(options).FileCount);
    }

    [Fact]
    public void A_folder_with_something_in_it_is_not_written_to()
    {
        Write("in/a.png", Scene((60, 40)));
        _tree.AddFile("out/mine.txt");

        Assert.Contains("mine.txt", Assert.Throws<ConfigException>(() => Run(new())).Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Files("out"));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Write("in/a.png", Scene());
        Assert.All((CropOptions[])[new() { MarginFraction = -1 }, new() { SizePx = 8 }, new() { SizePx = 64, Square = false }],
            options => Assert.Throws<ConfigException>(() => Run(options)));
        Assert.False(Directory.Exists(Out("")));
    }

    private string In => Path.Combine(_tree.Root, "in");

    private string Out(string path) => Path.GetFullPath(Path.Combine(_tree.Root, "out", path));

    private string[] Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(_tree.Root, folder), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(_tree.Root, folder), path)).Order(StringComparer.Ordinal)];

    private CropSummary Run(CropOptions options) => CropFolder.Run(In, Out(""), options, cancellation: TestContext.Current.CancellationToken);

    private void Write(string path, Image picture) =>
        ImageCodec.Write(picture, Path.Combine(_tree.AddFolder(Path.GetDirectoryName(path)!), Path.GetFileName(path)));

    // Drawn faces on a plain background.
    private static Image Scene(params (int X, int Y)[] faces)
    {
        var scene = new Image(420, 260, 3);
        Draw.FillRectangle(scene, 0, 0, 420, 260, new Rgb(120, 130, 140));
        foreach (var (index, place) in faces.Index())
        {
            Draw.Paste(scene, SyntheticFaces.Portraits(3, index, 1, 7, 160)[0].Image, place.X, place.Y);
        }

        return scene;
    }

    private sealed class StopAt(int count, CancellationTokenSource stop) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value == count)
            {
                stop.Cancel();
            }
        }
    }
}
