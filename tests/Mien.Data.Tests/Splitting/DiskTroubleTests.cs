using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Splitting;
using Mien.Data.Tests.Files;

namespace Mien.Data.Tests.Splitting;

public sealed class DiskTroubleTests : IDisposable
{
    private const int SmallBytes = 128 << 10;
    private const int LargeBytes = 64 << 20;

    private readonly SplitFolder _folder = SplitFolder.Filled();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_disk_that_fills_up_leaves_the_source_whole_and_the_output_unfinished()
    {
        var before = SplitFolder.Contents(_folder.Source);
        using var disk = DiskTrouble.Mount(_folder.Out, 2 * SmallBytes); // enough for the bytes of all files, but not for the blocks that they take
        var options = _folder.Balanced with { Output = _folder.Out, Rule = new() { BalanceTrain = true, GlobalMultiplier = 20 } };
        var error = Assert.Throws<MienException>(() => SplitFolder.Run(options));
        Assert.Contains("is unfinished; the source is as it was", error.Message, StringComparison.Ordinal);
        Assert.NotNull(OutputJob.Unfinished(_folder.Out));
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void A_disk_that_is_too_small_for_the_copies_is_told_before_anything_is_written()
    {
        _folder.Tree.AddFile("in/train/happy/large.png", new string('x', 2 * SmallBytes));
        using var disk = DiskTrouble.Mount(_folder.Out, SmallBytes);
        Assert.Contains("Expected room", Assert.Throws<MienException>(() => SplitFolder.Run(_folder.Options with { Output = _folder.Out })).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Out));
    }

    [Fact]
    public void Augmented_copies_count_as_well()
    {
        using var disk = DiskTrouble.Mount(_folder.Out, SmallBytes);
        var options = _folder.Balanced with { Output = _folder.Out, Rule = new() { BalanceTrain = true, GlobalMultiplier = 20 } };
        Assert.Contains("Expected room for about", Assert.Throws<MienException>(() => SplitFolder.Run(options)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Out));
    }

    [Fact]
    public void A_disk_that_fills_up_under_a_split_in_place_loses_nothing_and_can_be_undone()
    {
        using var disk = DiskTrouble.Mount(Path.Combine(_folder.Tree.Root, "disk"), SmallBytes * 2);
        var folder = CopyTo("disk/in");
        var before = SplitFolder.Contents(folder);
        var options = _folder.Balanced with { Source = folder, Rule = new() { BalanceTrain = true, GlobalMultiplier = 20 } };
        var error = Assert.Throws<MienException>(() => SplitFolder.Run(options));
        Assert.Contains("every picture is there", error.Message, StringComparison.Ordinal);
        DataSplit.Undo(folder);
        Assert.Equal(before, SplitFolder.Contents(folder));
    }

    [Fact]
    public void A_source_that_cannot_be_written_to_is_split_elsewhere_and_refused_in_place()
    {
        using var disk = DiskTrouble.Mount(Path.Combine(_folder.Tree.Root, "disk"), LargeBytes);
        var folder = CopyTo("disk/in");
        disk.MakeReadOnly();
        var error = Assert.Throws<MienException>(() => SplitFolder.Run(_folder.Options with { Source = folder }));
        Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        SplitFolder.Run(_folder.Options with { Source = folder, Output = _folder.Out });
        Assert.Equal(22, SplitFolder.Contents(_folder.Out).Count);
    }

    [Fact]
    public void Links_to_another_file_system_are_refused_with_the_reason()
    {
        using var disk = DiskTrouble.Mount(_folder.Out, LargeBytes);
        var error = Assert.Throws<MienException>(() => SplitFolder.Run(_folder.Options with { Output = _folder.Out, Link = true }));
        Assert.Contains("another file system", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_may_not_be_read_is_named()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read everything");
        var folder = Path.Combine(_folder.Source, "train/sad");
        Assert.True(DiskTrouble.Call("chmod", "000", folder));
        try
        {
            Assert.Contains("train/sad", Assert.Throws<MienException>(() => DataSplit.Plan(_folder.Options)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Assert.True(DiskTrouble.Call("chmod", "700", folder));
        }
    }

    private string CopyTo(string folder)
    {
        foreach (var path in Directory.GetFiles(_folder.Source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder.Tree.AddFolder(folder), Path.GetRelativePath(_folder.Source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }

        return Path.Combine(_folder.Tree.Root, folder);
    }
}
