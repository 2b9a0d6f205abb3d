namespace Mien.Experiments.Tests;

public sealed class PicturePathsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_folder_gives_its_pictures_in_ordinal_order_of_whole_paths()
    {
        Touch("b.png", "a/z.jpg", "a-b.png", "a/y/1.bmp", "notes.txt", ".hidden.png", "B.png");
        Assert.Equal(["B.png", "a-b.png", "a/y/1.bmp", "a/z.jpg", "b.png"], Expand(_root));
    }

    [Fact]
    public void Arguments_keep_their_order_and_a_named_file_needs_no_extension()
    {
        Touch("z/1.png", "a/2.png", "picture");
        Assert.Equal(["z/1.png", "picture", "a/2.png"], Expand(In("z"), In("picture"), In("a")));
    }

    [Fact]
    public void What_is_missing_or_empty_appears_in_its_place_with_a_reason()
    {
        Touch("1.png");
        Directory.CreateDirectory(In("empty"));
        var found = PicturePaths.Expand([In("gone.png"), In("1.png"), In("empty")]).ToArray();
        Assert.Equal(["no such file or folder", null, "there is no picture in this folder"], found.Select(item => item.Problem?.Text));
    }

    [Fact]
    public void A_link_that_leads_back_is_followed_once()
    {
        Touch("a/1.png");
        Directory.CreateSymbolicLink(In("a/back"), _root);
        Assert.Equal(["a/1.png"], Expand(_root));
    }

    private IEnumerable<string> Expand(params string[] paths) => PicturePaths.Expand(paths).Select(item => Path.GetRelativePath(_root, item.File));

    private string In(string path) => Path.Combine(_root, path);

    private void Touch(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
            File.WriteAllText(In(path), "");
        }
    }
}
