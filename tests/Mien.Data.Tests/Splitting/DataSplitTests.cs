using Mien.Core;
using Mien.Data.Splitting;
using Mien.Data.Tests.Files;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Splitting;

public sealed class DataSplitTests : IDisposable
{
    private readonly SplitFolder _folder = SplitFolder.Filled();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void In_place_every_picture_is_in_one_part_and_unchanged()
    {
        var before = SplitFolder.Contents(_folder.Source);
        SplitFolder.Run(_folder.Options);
        var after = SplitFolder.Contents(_folder.Source);
        Assert.Equal(before.Values.Order(), after.Where(file => file.Key.Contains('/', StringComparison.Ordinal)).Select(file => file.Value).Order());
        Assert.Equal([2, 10, 4], Count("train"));
        Assert.Equal([1, 2, 1], Count("test"));
        Assert.Equal(["test.csv", "train.csv"], after.Keys.Where(path => !path.Contains('/', StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_tables_list_every_file_of_their_part(bool inPlace)
    {
        var options = inPlace ? _folder.Balanced : _folder.Balanced with { Output = _folder.Out };
        SplitFolder.Run(options with { LabelColumn = "emotion", FilenameColumn = "image" });
        var target = inPlace ? _folder.Source : _folder.Out;
        foreach (var part in new[] { "train", "test" })
        {
            var lines = File.ReadAllLines(Path.Combine(target, part + ".csv"));
            var files = SplitFolder.Contents(Path.Combine(target, part)).Keys;
            Assert.Equal("emotion,image", lines[0]);
            Assert.Equal(files.Select(file => $"{file[..file.IndexOf('/', StringComparison.Ordinal)]},{file}"), lines.Skip(1));
        }
    }

    [Fact]
    public void Copies_fill_classes_up_and_stay_on_the_side_of_their_source()
    {
        SplitFolder.Run(_folder.Balanced with { Output = _folder.Out });
        Assert.Equal([9, 9, 9], Count("train", _folder.Out));
        Assert.Equal([3, 4, 3], Count("test", _folder.Out)); // a class above the target is not cut
        var rows = File.ReadAllLines(Path.Combine(_folder.Out, "augmented.csv"));
        Assert.Equal("file,source,transforms,parameters", rows[0]);
        foreach (var row in rows.Skip(1).Select(line => line.Split(',')))
        {
            Assert.Equal(Path.GetDirectoryName(row[1]), Path.GetDirectoryName(row[0]));
            Assert.Matches($"^{Path.GetFileNameWithoutExtension(row[1])}~aug-00[1-9]{Path.GetExtension(row[1])}$", Path.GetFileName(row[0]));
            var (source, copy) = (ImageCodec.Read(Path.Combine(_folder.Out, row[1])), ImageCodec.Read(Path.Combine(_folder.Out, row[0])));
            Assert.Equal((source.Width, source.Height), (copy.Width, copy.Height));
            Assert.NotEqual(source.Pixels, copy.Pixels);
        }

        Assert.Equal(27 + 10 - 20, rows.Length - 1);
    }

    [Fact]
    public void The_sources_of_a_class_are_used_equally_often()
    {
        var plan = DataSplit.Plan(_folder.Balanced with { Rule = new() { BalanceTrain = true, GlobalMultiplier = 3 } });
        var uses = plan.Pictures.Index().Where(item => item.Item.Part == SplitPart.Train)
            .GroupBy(item => item.Item.Path[..3], item => plan.Copies.Count(copy => copy.Source == item.Index));
        Assert.All(uses, counts => Assert.InRange(counts.Max() - counts.Min(), 0, 1));
    }

    [Fact]
    public void Equal_seeds_give_equal_bytes_in_place_and_elsewhere_and_other_seeds_do_not()
    {
        SplitFolder.Run(_folder.Balanced with { Output = _folder.Out });
        SplitFolder.Run(_folder.Balanced with { Output = _folder.Out + "2" });
        SplitFolder.Run(_folder.Balanced with { Output = _folder.Out + "3", Seed = 28 });
        SplitFolder.Run(_folder.Balanced);
        var first = SplitFolder.Contents(_folder.Out);
        Assert.Equal(first, SplitFolder.Contents(_folder.Out + "2"));
        Assert.Equal(first, SplitFolder.Contents(_folder.Source));
        Assert.NotEqual(first, SplitFolder.Contents(_folder.Out + "3"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Any_number_of_threads_gives_equal_bytes(bool hasBrokenPicture)
    {
        if (hasBrokenPicture)
        {
            _folder.Tree.AddFile("in/train/awe/00.png", "no picture");
        }

        var options = _folder.Balanced with { Rule = new() { BalanceTrain = true, BalanceTest = true, GlobalMultiplier = 4 } };
        SplitFolder.Run(options with { Output = _folder.Out, Workers = 1 });
        var expected = SplitFolder.Contents(_folder.Out);
        foreach (var workers in new[] { 2, 4 })
        {
            var output = FormattableString.Invariant($"{_folder.Out}{workers}");
            SplitFolder.Run(options with { Output = output, Workers = workers });
            Assert.Equal(expected, SplitFolder.Contents(output));
        }
    }

    [Fact]
    public void A_validation_part_has_a_folder_and_a_table_of_its_own()
    {
        SplitFolder.Run(_folder.Options with { Rule = new() { TrainFraction = 0.6, ValidationFraction = 0.2 } });
        Assert.Equal([1, 2, 1], Count("val"));
        Assert.Equal([0, 3, 1], Count("test"));
        Assert.Equal(5, File.ReadAllLines(Path.Combine(_folder.Source, "val.csv")).Length);
    }

    [Fact]
    public void Links_share_their_bytes_with_the_source_and_undoing_is_deleting_them()
    {
        SplitFolder.Run(_folder.Options with { Output = _folder.Out, Link = true });
        var (path, copy) = (Path.Combine(_folder.Source, "train/happy/00.png"), Directory.GetFiles(_folder.Out, "00.png", SearchOption.AllDirectories).Single(file => file.Contains("happy", StringComparison.Ordinal)));
        File.AppendAllText(path, "x");
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(copy));
    }

    [Fact]
    public void A_hard_link_in_place_of_a_relative_symbolic_one_is_the_picture_itself()
    {
        var elsewhere = _folder.Tree.AddPicture("in/elsewhere/deep.png", 8);
        File.CreateSymbolicLink(Path.Combine(_folder.Source, "train/sad/link.png"), "../../elsewhere/deep.png");
        SplitFolder.Run(_folder.Options with { Output = Path.Combine(_folder.Tree.Root, "a/b/out"), Link = true });
        var linked = Directory.GetFiles(Path.Combine(_folder.Tree.Root, "a/b/out"), "link.png", SearchOption.AllDirectories).Single();
        Assert.Null(new FileInfo(linked).LinkTarget);
        Assert.Equal(File.ReadAllBytes(elsewhere), File.ReadAllBytes(linked));
    }

    [Fact]
    public void Grey_pictures_are_copied_by_transforms_that_take_colour_alone()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(_folder.Source, "train/awe")))
        {
            _folder.Tree.AddPicture(path, channels: 1);
        }

        SplitFolder.Run(_folder.Balanced with { Pipeline = new([new RGBShift { AlwaysApply = true }]) });
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Source, "train/awe"), "*~aug*"));
    }

    [Fact]
    public void A_plan_changes_nothing()
    {
        var before = Directory.GetFileSystemEntries(_folder.Tree.Root, "*", SearchOption.AllDirectories);
        DataSplit.Plan(_folder.Balanced);
        DataSplit.Plan(_folder.Balanced with { Output = _folder.Out });
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Tree.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_balanced_part_without_pictures_of_a_class_is_refused_before_anything_moves()
    {
        var before = SplitFolder.Contents(_folder.Source);
        _folder.Tree.AddPicture("in/train/fear/1.png", 5);
        var error = Assert.Throws<ConfigException>(() => DataSplit.Plan(_folder.Options with { Rule = new() { BalanceTest = true } }));
        Assert.Contains("'fear'", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Source, "test")));
        Assert.Equal(before.Count + 1, SplitFolder.Contents(_folder.Source).Count);
    }

    [Fact]
    public void A_copy_never_takes_the_name_of_a_picture_that_looks_like_a_copy()
    {
        _folder.Tree.AddPicture("in/train/awe/00~aug-001.png", 77);
        var plan = DataSplit.Plan(_folder.Balanced with { Rule = new() { BalanceTrain = true, GlobalMultiplier = 3 } });
        Assert.DoesNotContain(plan.Copies, copy => copy.Path == "awe/00~aug-001.png");
        Assert.Equal(plan.Copies.Length, plan.Copies.Select(copy => copy.Path).Distinct().Count());
    }

    [Fact]
    public void Pictures_below_folders_in_a_class_and_files_that_are_no_pictures_keep_their_place()
    {
        _folder.Tree.AddPicture("in/train/sad/more/9.png", 9);
        _folder.Tree.AddFile("in/train/sad/notes.txt", "mine");
        SplitFolder.Run(_folder.Options with { Output = _folder.Out });
        Assert.Single(SplitFolder.Contents(_folder.Out).Keys, path => path.EndsWith("/sad/more/9.png", StringComparison.Ordinal));
        Assert.Equal(["sad/notes.txt"], DataSplit.Plan(_folder.Options).OtherFiles);
        Assert.True(File.Exists(Path.Combine(_folder.Source, "train/sad/notes.txt")));
    }

    [Fact]
    public void Names_that_other_disks_take_for_one_are_told()
    {
        foreach (var name in new[] { "\u00c9.png", "\u00e9.png", "x.png", "X.png" })
        {
            _folder.Tree.AddPicture($"in/train/sad/{name}", 5);
        }

        Assert.Equal(["'sad/X.png' and 'sad/x.png'", "'sad/\u00c9.png' and 'sad/\u00e9.png'"], DataSplit.Plan(_folder.Options).AlikeNames);
    }

    [Fact]
    public void Names_that_are_not_unicode_are_refused_and_the_tool_is_named()
    {
        var folder = Path.Combine(_folder.Source, "train/sad");
        Assert.True(DiskTrouble.Call("sh", "-c", $"cp '{folder}/00.png' \"$(printf '{folder}/a\\377.png')\""));
        var before = Directory.GetFiles(folder).Length;
        var error = Assert.Throws<MienException>(() => DataSplit.Plan(_folder.Options));
        Assert.Contains("Names that are not UTF-8: 'sad/a\uFFFD.png'", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(folder).Length);
        Assert.True(DiskTrouble.Call("rm", "-r", folder)); // .NET cannot name the file to delete it
    }

    private int[] Count(string part, string? root = null) =>
        [.. Directory.GetDirectories(Path.Combine(root ?? _folder.Source, part)).Order(StringComparer.Ordinal).Select(path => Directory.GetFiles(path).Length)];
}
