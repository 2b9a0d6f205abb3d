using Mien.Core;

namespace Mien.Imaging.Tests;

/// <summary>The library's own search with a cascade, held against OpenCV's.</summary>
public sealed class CascadeTests : IDisposable
{
    private const string Folder = "/usr/share/opencv4/";
    private const string EyeFile = Folder + "haarcascades/haarcascade_eye.xml";
    private const string PatternFile = "lbpcascades/lbpcascade_frontalface_improved.xml";

    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    [Theory]
    [InlineData("haarcascades/haarcascade_frontalface_alt2.xml")] // two questions in a tree
    [InlineData("haarcascades/haarcascade_eye.xml")] // one
    [InlineData("haarcascades/haarcascade_frontalface_default.xml")] // a window of 24 pixels
    [InlineData("haarcascades/haarcascade_smile.xml")] // tilted features, which only OpenCV knows
    public void Every_box_is_the_one_that_opencv_finds(string name)
    {
        using var ours = new Cascade(Folder + name);
        using var theirs = new Cascade(Folder + name, useOpenCv: true);
        var count = 0;
        foreach (var (number, picture) in SearchedPictures().Index())
        {
            var random = new RandomStream(1, "search", index: number);
            // Twice the window's size, where the search becomes finer, is met exactly by some.
            var (step, neighbours, size) = (number % 4 == 0 ? 2 : random.NextDouble(1.05, 1.4), number % 3, random.NextInt32(60));
            var expected = theirs.Detect(picture, step, neighbours, size);
            Assert.Equal(expected, ours.Detect(picture, step, neighbours, size));
            count += expected.Count;
        }

        Assert.True(count >= 10, $"only {count} boxes were compared");
    }

    [Fact]
    public void Cascades_of_other_features_are_searched_by_opencv()
    {
        using var cascade = new Cascade(Folder + PatternFile);
        Assert.NotEmpty(cascade.Detect(Face(200, 240, 80), 1.1, 2, 40));
    }

    [Fact]
    public void A_file_of_opencv_1_is_refused()
    {
        var error = Assert.Throws<MienException>(() => new Cascade(Folder + "haarcascades/haarcascade_licence_plate_rus_16stages.xml"));
        Assert.Contains("OpenCV 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 -1 0 ", "0 -1 1066 ")] // one more than there are features
    [InlineData("0 -1 0 ", "0 -1 -1 ")]
    [InlineData("0 -1 0 ", "0 -2 0 ")] // a leaf that is not there
    [InlineData("0 -1 0 ", "0 1 0 ")]
    [InlineData("0 8 20 12 -1.", "0 8 21 12 -1.")] // an area beyond the window
    [InlineData("0 8 20 12 -1.", "-1 8 20 12 -1.")]
    [InlineData("<_>\n          0 8 20 12 -1.</_>", "<_>\n          0 8 20 12 -1.</_><_>0 0 1 1 1.</_><_>0 0 1 1 1.</_><_>0 0 1 1 1.</_>")]
    [InlineData("<width>20</width>", "<width>2000000</width>")]
    [InlineData("<maxCatCount>0</maxCatCount>", "<maxCatCount>1</maxCatCount>")]
    [InlineData("<rects>", "<tilted>1</tilted><rects>")] // the area would lie beyond the window when tilted
    [InlineData("0 -1 ", "0 -1 9", PatternFile)]
    [InlineData("<maxCatCount>256</maxCatCount>", "<maxCatCount>32</maxCatCount>", PatternFile)]
    public void Numbers_that_point_nowhere_are_refused(string text, string replacement, string file = "haarcascades/haarcascade_eye.xml")
    {
        var content = File.ReadAllText(Folder + file);
        Assert.Contains(text, content, StringComparison.Ordinal);
        var place = content.IndexOf(text, StringComparison.Ordinal);
        var error = Assert.Throws<MienException>(() => new Cascade(Written(content[..place] + replacement + content[(place + text.Length)..])));
        Assert.Contains("not a cascade", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_refused_or_searched_with()
    {
        var content = File.ReadAllText(EyeFile);
        var start = content.IndexOf("<cascade", StringComparison.Ordinal);
        var picture = Noise(80, 60, 1);
        for (var i = 0; i < 60; i++)
        {
            var random = new RandomStream(1, "damage", index: i);
            var damaged = content.ToCharArray();
            for (var change = 0; change < 4; change++)
            {
                damaged[start + random.NextInt32(damaged.Length - start)] = "0123456789-.</_>e "[random.NextInt32(18)];
            }

            try
            {
                using var cascade = new Cascade(Written(new string(damaged, 0, i % 4 == 0 ? random.NextInt32(damaged.Length) : damaged.Length)));
                cascade.Detect(picture, 1.3, 0, 0);
            }
            catch (MienException)
            {
                // says so
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Written(string content)
    {
        var path = Path.Combine(_folder, "cascade.xml");
        File.WriteAllText(path, content);
        return path;
    }

    // Faces of several sizes in noise; noise alone, fine and coarse; flat and nearly flat; smaller than a window, of exactly its size, and long.
    private static IEnumerable<Image> SearchedPictures()
    {
        (int Width, int Height, double Radius)[] faces = [(420, 300, 85), (200, 240, 60), (97, 131, 40), (75, 75, 26), (641, 479, 150)];
        foreach (var (number, face) in faces.Index())
        {
            yield return Face(face.Width, face.Height, face.Radius);
            yield return Mixed(Colour.ToGrey(Face(face.Width, face.Height, face.Radius)), Noise(face.Width, face.Height, number));
        }

        (int Width, int Height)[] sizes = [(1, 1), (19, 20), (20, 20), (21, 20), (24, 24), (20, 301), (333, 21), (64, 64), (131, 97)];
        foreach (var (number, size) in sizes.Index())
        {
            var noise = Noise(size.Width, size.Height, number);
            yield return noise;
            yield return Blur.Gaussian(noise, 1 + number);
            yield return Pictures.Gradient(size.Width, size.Height);
            yield return new Image(size.Width, size.Height, 1);
        }
    }

    private static Image Mixed(Image picture, Image noise)
    {
        var mixed = new Image(picture.Width, picture.Height, 1);
        for (var i = 0; i < mixed.Pixels.Length; i++)
        {
            mixed.Pixels[i] = (byte)(((7 * picture.Pixels[i]) + noise.Pixels[i]) / 8);
        }

        return mixed;
    }

    private static Image Face(int width, int height, double radius)
    {
        var image = new Image(width, height, 3);
        Draw.FillRectangle(image, 0, 0, width, height, new Rgb(120, 130, 140));
        Pictures.DrawFace(image, width / 2.0, height / 2.0, radius);
        return image;
    }

    private static Image Noise(int width, int height, int seed)
    {
        var image = new Image(width, height, 1);
        var random = new RandomStream((ulong)seed, "noise");
        foreach (ref var pixel in image.Pixels.AsSpan())
        {
            pixel = (byte)random.NextInt32(256);
        }

        return image;
    }
}
