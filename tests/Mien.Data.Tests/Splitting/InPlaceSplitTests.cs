using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Splitting;

namespace Mien.Data.Tests.Splitting;

public sealed class InPlaceSplitTests : IDisposable
{
    private readonly SplitFolder _folder = SplitFolder.Filled();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(25)]
    [InlineData(1000)]
    public void Undoing_puts_everything_back_to_the_byte_from_wherever_it_stopped(int after)
    {
        _folder.Tree.AddPicture("in/train/sad/more/9.png", 9);
        var before = (SplitFolder.Contents(_folder.Source), Folders());
        Interrupt(after);
        DataSplit.Undo(_folder.Source);
        Assert.Equal(before.Item1, SplitFolder.Contents(_folder.Source));
        Assert.Equal(before.Item2, Folders());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(25)]
    public void The_same_call_finishes_what_was_interrupted(int after)
    {
        SplitFolder.Run(_folder.Balanced with { Output = _folder.Out });
        Interrupt(after);
        Assert.Equal(27ul, DataSplit.SeedOfUnfinished(_folder.Source, null));
        SplitFolder.Run(_folder.Balanced);
        Assert.Equal(SplitFolder.Contents(_folder.Out), SplitFolder.Contents(_folder.Source));
        Assert.Null(DataSplit.SeedOfUnfinished(_folder.Source, null));
    }

    [Fact]
    public void A_call_with_other_options_does_not_go_on_and_names_them()
    {
        Interrupt(7);
        var error = Assert.Throws<ConfigException>(() => DataSplit.Plan(_folder.Balanced with { Seed = 28, LabelColumn = "emotion" }));
        Assert.Contains("--seed was '27' and is now '28'", error.Message, StringComparison.Ordinal);
        Assert.Contains("--label-col was 'label' and is now 'emotion'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_that_vanished_changed_or_were_added_since_are_all_named()
    {
        Interrupt(7);
        var files = Directory.GetFiles(Path.Combine(_folder.Source, "train/happy")).Order(StringComparer.Ordinal).ToArray();
        File.Delete(files[0]);
        File.AppendAllText(files[1], "x");
        _folder.Tree.AddPicture("in/train/happy/new.png", 3);
        var error = Assert.Throws<MienException>(() => SplitFolder.Run(_folder.Balanced));
        Assert.Contains($"1 have vanished: 'happy/{Path.GetFileName(files[0])}'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"1 were written to: 'happy/{Path.GetFileName(files[1])}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 were added: 'train/happy/new.png'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Undoing_names_what_has_vanished_and_puts_the_others_back()
    {
        SplitFolder.Run(_folder.Options);
        File.Delete(Directory.GetFiles(Path.Combine(_folder.Source, "test/sad")).Single());
        var error = Assert.Throws<MienException>(() => DataSplit.Undo(_folder.Source));
        Assert.Contains("1 picture cannot be put back", error.Message, StringComparison.Ordinal);
        Assert.Equal(19, Directory.GetFiles(Path.Combine(_folder.Source, "train"), "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_copy_that_was_edited_and_a_file_that_was_added_after_the_split_are_kept_by_undoing()
    {
        SplitFolder.Run(_folder.Balanced);
        var copy = Directory.GetFiles(Path.Combine(_folder.Source, "test/awe"), "*~aug*")[0];
        File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(copy).AddHours(1));
        _folder.Tree.AddFile("in/test/mine.txt", "mine");
        var undone = DataSplit.Undo(_folder.Source);
        Assert.Equal([Path.GetRelativePath(_folder.Source, copy)], undone.KeptFiles);
        Assert.Equal(["test/awe", "test"], undone.KeptFolders);
        Assert.Equal(20, undone.Pictures);
        Assert.True(File.Exists(copy));
    }

    [Theory]
    [InlineData("test/happy/1.png")]
    [InlineData("train.csv")]
    [InlineData("augmented.csv")]
    public void Something_where_the_parts_belong_is_refused_before_anything_is_written(string path)
    {
        _folder.Tree.AddFile($"in/{path}", "mine");
        var before = SplitFolder.Contents(_folder.Source);
        Assert.Contains(path, Assert.Throws<ConfigException>(() => DataSplit.Plan(_folder.Options)).Message, StringComparison.Ordinal);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void A_folder_that_was_split_before_is_not_split_again_but_can_be_undone_and_then_split()
    {
        SplitFolder.Run(_folder.Options);
        Assert.Contains("--undo", Assert.Throws<ConfigException>(() => DataSplit.Plan(_folder.Options)).Message, StringComparison.Ordinal);
        DataSplit.Undo(_folder.Source);
        Assert.Throws<ConfigException>(() => DataSplit.Undo(_folder.Source));
        SplitFolder.Run(_folder.Options);
    }

    [Fact]
    public void Of_two_splits_the_last_is_undone_first_and_then_the_other_one()
    {
        _folder.Tree.AddFile("in/annotations.csv", "filename,label\ntrain/happy/00.png,happy\n");
        var before = SplitFolder.Contents(_folder.Source);
        SplitFolder.Run(_folder.Balanced);
        var aside = Path.Combine(_folder.Tree.Root, "aside");
        Move(_folder.Source, aside);
        var between = SplitFolder.Contents(_folder.Source);
        SplitFolder.Run(_folder.Options with { Seed = 28 });
        DataSplit.Undo(_folder.Source);
        Assert.Equal(between, SplitFolder.Contents(_folder.Source));
        Move(aside, _folder.Source);
        DataSplit.Undo(_folder.Source);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
        Assert.Throws<ConfigException>(() => DataSplit.Undo(_folder.Source));

        static void Move(string from, string to)
        {
            Directory.CreateDirectory(to);
            Directory.Move(Path.Combine(from, "test"), Path.Combine(to, "test"));
            Array.ForEach(["train.csv", "test.csv", "augmented.csv"], name => File.Move(Path.Combine(from, name), Path.Combine(to, name)));
        }
    }

    // Killed after the earlier journal was put aside and before it was deleted, and killed before the earlier one was brought back.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_kill_between_two_splits_leaves_the_first_to_be_undone(bool isLost)
    {
        var before = SplitFolder.Contents(_folder.Source);
        SplitFolder.Run(_folder.Balanced);
        using (var work = WorkFolder.Open(_folder.Source))
        {
            EarlierSplits.Keep(work, "split-done.json");
            if (isLost)
            {
                work.Clear();
            }
        }

        Assert.True(DataSplit.CanUndoFinished(_folder.Source));
        DataSplit.Undo(_folder.Source);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
        Assert.False(DataSplit.CanUndoFinished(_folder.Source));
    }

    [Fact]
    public void After_undoing_an_unfinished_split_was_interrupted_the_same_call_finishes_it()
    {
        SplitFolder.Run(_folder.Balanced with { Output = _folder.Out });
        SplitFolder.Run(_folder.Balanced);
        File.Move(WorkFolder.FileIn(_folder.Source, "split-done.json"), WorkFolder.FileIn(_folder.Source, "split.json")); // as a kill right before the end leaves it
        File.Delete(WorkFolder.FileIn(_folder.Source, "split-done-at"));
        Assert.Throws<TimeoutException>(() => DataSplit.Undo(_folder.Source, new Trouble(7)));
        SplitFolder.Run(_folder.Balanced);
        Assert.Equal(SplitFolder.Contents(_folder.Out), SplitFolder.Contents(_folder.Source));
    }

    // The mark of the end is on the disk and the journal has not got its last name yet.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_split_that_was_killed_in_its_last_step_is_finished_or_undone(bool isUndone)
    {
        SplitFolder.Run(_folder.Balanced with { Output = _folder.Out });
        var before = SplitFolder.Contents(_folder.Source);
        SplitFolder.Run(_folder.Balanced);
        File.Move(WorkFolder.FileIn(_folder.Source, "split-done.json"), WorkFolder.FileIn(_folder.Source, "split.json"));
        File.SetLastWriteTimeUtc(WorkFolder.FileIn(_folder.Source, "split-done-at"), DateTime.UnixEpoch); // copies that are made again are younger
        if (isUndone)
        {
            DataSplit.Undo(_folder.Source);
        }
        else
        {
            SplitFolder.Run(_folder.Balanced);
        }

        Assert.Equal(isUndone ? before : SplitFolder.Contents(_folder.Out), SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void Undoing_a_finished_split_that_was_interrupted_is_finished_before_another_split()
    {
        var before = SplitFolder.Contents(_folder.Source);
        SplitFolder.Run(_folder.Balanced);
        Assert.Throws<TimeoutException>(() => DataSplit.Undo(_folder.Source, new Trouble(7)));
        var error = Assert.Throws<ConfigException>(() => SplitFolder.Run(_folder.Balanced));
        Assert.Contains("Call --undo again", error.Message, StringComparison.Ordinal);
        DataSplit.Undo(_folder.Source);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void A_split_that_another_process_has_begun_meanwhile_is_not_gone_on_with_by_another_plan()
    {
        var options = _folder.Balanced with { Seed = 28 };
        var plan = DataSplit.Plan(options);
        Interrupt(0);
        Assert.Contains("--seed was '27'", Assert.Throws<ConfigException>(() => DataSplit.Run(plan, options, cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_was_there_before_does_not_keep_an_interrupted_split_from_going_on()
    {
        _folder.Tree.AddPicture("in/val/happy/1.png", 3);
        Interrupt(7);
        SplitFolder.Run(_folder.Balanced);
        Assert.True(File.Exists(Path.Combine(_folder.Source, "val/happy/1.png")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_picture_that_has_a_link_to_it_in_its_old_place_is_not_deleted(bool isFolder)
    {
        SplitFolder.Run(_folder.Options);
        var (test, train) = (Path.Combine(_folder.Source, "test/sad"), Path.Combine(_folder.Source, "train/sad"));
        var picture = Directory.GetFiles(test).Single();
        var content = File.ReadAllBytes(picture);
        if (isFolder)
        {
            Directory.Move(train, train + " of mine");
            Directory.CreateSymbolicLink(train, test);
        }
        else
        {
            File.CreateSymbolicLink(Path.Combine(train, Path.GetFileName(picture)), picture);
        }

        var error = Assert.Throws<MienException>(() => DataSplit.Undo(_folder.Source));
        Assert.Contains($"'sad/{Path.GetFileName(picture)}' lies in train/ and test/", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(picture));
    }

    [Fact]
    public void Links_are_refused_in_place_and_seen_through_elsewhere()
    {
        var elsewhere = _folder.Tree.AddPicture("elsewhere/1.png", 8);
        File.CreateSymbolicLink(Path.Combine(_folder.Source, "train/sad/link.png"), elsewhere);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Source, "train/linked"), Path.Combine(_folder.Tree.Root, "elsewhere"));
        var error = Assert.Throws<MienException>(() => DataSplit.Plan(_folder.Options));
        Assert.Contains("'sad/link.png'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'linked'", error.Message, StringComparison.Ordinal);
        SplitFolder.Run(_folder.Options with { Output = _folder.Out });
        var copy = Directory.GetFiles(_folder.Out, "link.png", SearchOption.AllDirectories).Single();
        Assert.Equal(File.ReadAllBytes(elsewhere), File.ReadAllBytes(copy));
        Assert.Null(new FileInfo(copy).LinkTarget);
    }

    [Fact]
    public void Another_process_at_work_is_told()
    {
        Interrupt(7);
        using var other = WorkFolder.Open(_folder.Source);
        Assert.Contains("Another process", Assert.Throws<MienException>(() => SplitFolder.Run(_folder.Balanced)).Message, StringComparison.Ordinal);
    }

    private void Interrupt(int after) => SplitFolder.Interrupt(_folder.Balanced, after);

    private string[] Folders() => [.. Directory.GetDirectories(_folder.Source, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private sealed class Trouble(int count) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value >= count)
            {
                throw new TimeoutException();
            }
        }
    }
}
