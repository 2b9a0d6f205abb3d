using System.Globalization;
using Mien.Core;
using Mien.Data.Synthetic;
using Mien.Imaging;

namespace Mien.Data.Tests.Synthetic;

public sealed class SyntheticDatasetTests : IDisposable
{
    private static readonly SyntheticOptions Small = new() { Count = 100, SizePx = 16, TestFraction = 0.2 };

    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void The_same_seed_gives_the_same_bytes_for_any_number_of_threads()
    {
        var (one, three) = (Write("one", Small with { Workers = 1 }), Write("three", Small with { Workers = 3 }));

        Assert.Equal(Files(one), Files(three));
        Assert.All(Files(one), name => Assert.Equal(File.ReadAllBytes(Path.Combine(one, name)), File.ReadAllBytes(Path.Combine(three, name))));
    }

    [Fact]
    public void Another_seed_gives_other_pictures()
    {
        var (one, two) = (Write("one", Small), Write("two", Small with { Seed = 2 }));

        var pictures = Files(one).Where(name => name.EndsWith(".png", StringComparison.Ordinal));
        Assert.All(pictures, name => Assert.NotEqual(File.ReadAllBytes(Path.Combine(one, name)), File.ReadAllBytes(Path.Combine(two, name))));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void Classes_differ_by_one_picture_at_most_in_both_splits(int classCount)
    {
        var root = Write("out", Small with { ClassCount = classCount });

        foreach (var split in FolderDataset.Splits(root))
        {
            var dataset = FolderDataset.Read(root, split);
            Assert.Equal(classCount, dataset.Labels.Count);
            Assert.InRange(dataset.ClassCounts.Max() - dataset.ClassCounts.Min(), 0, 1);
        }

        Assert.Equal(100, FolderDataset.Splits(root).Sum(split => FolderDataset.Read(root, split).Samples.Length));
    }

    [Fact]
    public void Annotations_name_every_picture_with_its_class_affect_and_person()
    {
        var root = Write("out", Small);
        var lines = File.ReadAllLines(Path.Combine(root, "annotations.csv"));

        Assert.Equal("filename,label,valence,arousal,identity", lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.Equal(100, rows.Length);
        Assert.All(rows, row =>
        {
            Assert.True(File.Exists(Path.Combine(root, row[0])), row[0]);
            Assert.Equal(row[1], row[0].Split('/')[1]);
            Assert.InRange(double.Parse(row[2], CultureInfo.InvariantCulture), -1, 1);
            Assert.InRange(double.Parse(row[3], CultureInfo.InvariantCulture), -1, 1);
        });
    }

    [Fact]
    public void Nobody_is_in_both_train_and_test()
    {
        var rows = File.ReadAllLines(Path.Combine(Write("out", Small), "annotations.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        string[] People(string split) => [.. rows.Where(row => row[0].StartsWith(split, StringComparison.Ordinal)).Select(row => row[4]).Distinct()];

        Assert.Equal(8, People("train/").Length);
        Assert.Equal(2, People("test/").Length);
        Assert.Empty(People("train/").Intersect(People("test/")));
    }

    [Fact]
    public void Grey_pictures_have_one_channel()
    {
        var root = Write("out", Small with { Grey = true });

        Assert.Equal(1, ImageCodec.ReadHeader(File.ReadAllBytes(Path.Combine(root, "train/neutral/000000.png")), "000000.png").StoredChannels);
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused_and_left_alone()
    {
        _tree.AddFile("out/notes.txt", "mine");

        Assert.Contains("notes.txt", Assert.Throws<ConfigException>(() => Write("out", Small)).Message);
        Assert.Equal(["notes.txt"], Files(Path.Combine(_tree.Root, "out")));
    }

    [Fact]
    public void What_a_kill_left_behind_is_replaced()
    {
        _tree.AddFile("out/.unfinished/train/happy/000001.png", "cut sh");

        Assert.Equal(101, Files(Write("out", Small)).Length);
    }

    [Fact]
    public void A_cancelled_run_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Callback(done => { if (done >= 5) { stop.Cancel(); } });

        Assert.ThrowsAny<OperationCanceledException>(() =>
            SyntheticFaces.WriteDataset(Path.Combine(_tree.Root, "out"), Small, progress, stop.Token));

        Assert.False(Directory.Exists(Path.Combine(_tree.Root, "out")));
    }

    [Theory]
    [InlineData(0, 16, 8, 0)]
    [InlineData(10, 8, 8, 0)]
    [InlineData(10, 16, 6, 0)]
    [InlineData(10, 16, 8, 1)]
    [InlineData(10, 16, 8, 0.5)]
    public void Options_out_of_range_are_refused_before_anything_is_written(int count, int sizePx, int classCount, double testFraction)
    {
        var options = new SyntheticOptions { Count = count, SizePx = sizePx, ClassCount = classCount, TestFraction = testFraction };

        Assert.Throws<ConfigException>(() => Write("out", options));
        Assert.False(Directory.Exists(Path.Combine(_tree.Root, "out")));
    }

    private string Write(string name, SyntheticOptions options)
    {
        var root = Path.Combine(_tree.Root, name);
        SyntheticFaces.WriteDataset(root, options, cancellation: TestContext.Current.CancellationToken);
        return root;
    }

    private static string[] Files(string root) =>
        [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];

    private sealed class Callback(Action<int> action) : IProgress<int>
    {
        public void Report(int value) => action(value);
    }
}
