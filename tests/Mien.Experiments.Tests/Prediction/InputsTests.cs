using System.IO.Compression;
using Mien.Imaging;

namespace Mien.Experiments.Tests;

public sealed class InputsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("*.jpg", "a.jpg b.jpg")]
    [InlineData("?.jpg", "a.jpg b.jpg")]
    [InlineData("**/*.jpg", "a.jpg b.jpg x/c.jpg x/y/d.jpg")]
    [InlineData("x/**", "x/c.jpg x/e.png x/y/d.jpg")]
    [InlineData("**/y/*", "x/y/d.jpg")]
    [InlineData("**/*", "a.jpg b.jpg x/c.jpg x/e.png x/y/d.jpg")]
    [InlineData("x/*", "x/c.jpg x/e.png x/y/d.jpg")]
    [InlineData("*/*.png", "x/e.png")]
    public void A_pattern_gives_the_files_that_it_fits_in_ordinal_order(string pattern, string expected)
    {
        Touch("b.jpg", "a.jpg", "x/c.jpg", "x/e.png", "x/y/d.jpg", "x/notes.txt", ".hidden/f.jpg", "x/.g.jpg");
        Assert.Equal(expected.Split(' '), Open(In(pattern)).Select(item => Path.GetRelativePath(_root, item.File)));
    }

    [Fact]
    public void What_gives_no_picture_appears_with_a_status()
    {
        Touch("list.txt");
        Directory.CreateDirectory(In("empty"));
        Zip("none.zip", ("readme.txt", [1]));
        File.WriteAllText(In("text.zip"), "no archive");
        var inputs = Open(In("*.bmp"), In("gone.jpg"), In("empty"), In("none.zip"), In("text.zip"), "camera:987");
        Assert.Equal(
            [PredictionStatus.Missing, PredictionStatus.Missing, PredictionStatus.Missing, PredictionStatus.Missing, PredictionStatus.Unreadable, PredictionStatus.Missing],
            inputs.Select(input => input.Problem!.Status));
    }

    [Fact]
    public void A_file_whose_name_looks_like_a_pattern_is_itself()
    {
        Touch("what?.jpg", "whats.jpg");
        Assert.Equal([In("what?.jpg")], Open(In("what?.jpg")).Select(input => input.File));
    }

    [Fact]
    public void The_list_stands_where_it_is_named_and_its_lines_are_paths()
    {
        Touch("a.jpg", "b.jpg", "c.jpg", "c*.jpg");
        using var list = new StringReader($"{In("c*.jpg")}\n\n{In("b.jpg")}\r\n{In("gone.jpg")}\n");
        Assert.Equal(["a.jpg", "c*.jpg", "b.jpg", "gone.jpg", "a.jpg"], Inputs.Open([In("a.jpg"), "-", In("a.jpg")], list).Select(item => Path.GetFileName(item.File)));
    }

    [Fact]
    public void An_archive_gives_its_pictures_in_ordinal_order_and_nothing_else()
    {
        var picture = ImageCodec.Encode(new Image(3, 2, 3), ImageFormat.Png);
        Zip("faces.zip", ("b.png", picture), ("inner/a.png", picture), ("notes.txt", [1]), (".hidden.png", picture), ("__MACOSX/b.png", picture), ("inner.zip", picture), ("../up.png", picture));
        var inputs = Open(In("faces.zip")).ToArray();
        Assert.Equal(["../up.png", "b.png", "inner.zip", "inner/a.png"], inputs.Select(input => input.File[(In("faces.zip").Length + 1)..]));
        Assert.Equal([null, null, PredictionStatus.Unsupported, null], inputs.Select(input => input.Problem?.Status));
        Assert.All(inputs.Where(input => input.Problem is null), input => Assert.Equal(picture, input.Bytes!.Value.ToArray()));
        Assert.Equal(["faces.zip"], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName));
    }

    [Fact]
    public void An_entry_that_unpacks_to_more_than_a_picture_may_have_is_too_large()
    {
        Zip("bomb.zip", ("a.png", new byte[DecodeLimits.Default.MaxBytes + 1]), ("b.png", [1, 2, 3]));
        var inputs = Open(In("bomb.zip")).ToArray();
        Assert.Equal([PredictionStatus.TooLarge, null], inputs.Select(input => input.Problem?.Status));
        Assert.Contains("67108864 bytes", inputs[0].Problem!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_entry_is_unreadable_and_the_others_are_read()
    {
        var noise = new byte[4000];
        for (var index = 0; index < noise.Length; index++)
        {
            noise[index] = (byte)(index % 7);
        }

        Zip("faces.zip", ("a.png", noise), ("b.png", [1, 2, 3]));
        var bytes = File.ReadAllBytes(In("faces.zip"));
        bytes[40] ^= 0xFF; // within the packed bytes of the first entry
        File.WriteAllBytes(In("faces.zip"), bytes);
        var statuses = Open(In("faces.zip")).Select(input => input.Problem?.Status).ToArray();
        Assert.Equal([PredictionStatus.Unreadable, null], statuses);
    }

    private static IEnumerable<InputPicture> Open(params string[] arguments) => Inputs.Open(arguments);

    private string In(string path) => Path.Combine(_root, path);

    private void Touch(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
            File.WriteAllText(In(path), "");
        }
    }

    private void Zip(string name, params (string Name, byte[] Bytes)[] entries)
    {
        using var archive = ZipFile.Open(In(name), ZipArchiveMode.Create);
        foreach (var (entry, bytes) in entries)
        {
            using var stream = archive.CreateEntry(entry).Open();
            stream.Write(bytes);
        }
    }
}
