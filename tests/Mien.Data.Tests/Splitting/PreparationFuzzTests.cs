using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Relabelling;
using Mien.Data.Splitting;
using Relabel = Mien.Data.Relabelling.Relabelling;

namespace Mien.Data.Tests.Splitting;

/// <summary>
/// Damaged tables, journals and names. Whatever comes, a command ends with a result or with an exception written for the user, and every
/// picture is there with its bytes. <c>MIEN_FUZZ=5000</c> in the environment chooses how many of each are tried.
/// </summary>
public sealed class PreparationFuzzTests : IDisposable
{
    private static readonly string[] Letters = ["a", "B", ".", "~", "~aug-001", "-", " ", "\n", "\\", "\"", "'", ",", "\u001b[2J", "é", "e\u0301", "表", "😀", "$(x)", "*", "?", "%s", "..", "0"];

    private readonly SplitFolder _folder = SplitFolder.Filled();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_damaged_table_of_labels_moves_no_picture_out_and_loses_none()
    {
        var path = _folder.Tree.AddFile("in/labels.csv", ",pth,label,relFCs\n0,happy/00.png,sad,0.9\n1,\"happy/01.jpg\",anger,0.4\n2,awe/00.png,happy,0.1\n3,sad/00.png,happy,0.2\n");
        var valid = File.ReadAllBytes(path);
        var pictures = Hashes(_folder.Source);
        var done = 0;
        for (var index = 0; index < Damage.Count; index++)
        {
            File.WriteAllBytes(path, Damage.To(valid, "labels", index));
            if (Succeeds(() => Relabel.Run(RelabelPlan.Make(new() { Source = _folder.Source, Output = _folder.Out })), index))
            {
                done++;
                Assert.Equal(pictures, Hashes(_folder.Out));
                Directory.Delete(_folder.Out, recursive: true);
            }

            Assert.False(Directory.Exists(_folder.Out), $"damage {index} left a folder although it was refused");
        }

        Assert.NotEqual(0, done); // some damage leaves other rows whole; if none ever did, nothing would be tested
        Assert.Equal(pictures, Hashes(_folder.Source));
    }

    [Theory]
    [InlineData("split.json", 25)]
    [InlineData("split-done.json", 1000)]
    [InlineData("passed-over.json", 25)]
    public void A_damaged_journal_is_refused_and_nothing_is_moved(string name, int after)
    {
        _folder.Tree.AddFile("in/train/awe/00.png", "no picture");
        var pictures = Hashes(_folder.Source);
        SplitFolder.Interrupt(_folder.Balanced with { Workers = 1 }, after);
        var (hidden, before) = (Path.Combine(_folder.Source, ".mien-work"), SplitFolder.Contents(_folder.Source));
        var valid = Directory.GetFiles(hidden).ToDictionary(path => path, File.ReadAllBytes);
        for (var index = 0; index < Damage.Count; index++)
        {
            var damaged = Damage.To(valid[Path.Combine(hidden, name)], name, index);
            if (damaged.AsSpan().SequenceEqual(valid[Path.Combine(hidden, name)]))
            {
                continue;
            }

            File.WriteAllBytes(Path.Combine(hidden, name), damaged);
            Assert.False(Succeeds(() => SplitFolder.Run(_folder.Balanced), index));
            Assert.False(Succeeds(() => DataSplit.Undo(_folder.Source), index));
            Assert.Equal(before, SplitFolder.Contents(_folder.Source));
            Array.ForEach(Directory.GetFiles(hidden), File.Delete);
            Array.ForEach([.. valid], file => File.WriteAllBytes(file.Key, file.Value));
        }

        DataSplit.Undo(_folder.Source);
        Assert.Equal(pictures, Hashes(_folder.Source));
    }

    [Fact]
    public void A_damaged_job_is_refused_and_the_output_is_left_as_it_is()
    {
        var options = _folder.Balanced with { Output = _folder.Out };
        SplitFolder.Interrupt(options, 10);
        var path = Path.Combine(_folder.Out, ".mien-work", "job.json");
        var valid = File.ReadAllBytes(path);
        var before = SplitFolder.Contents(_folder.Out);
        for (var index = 0; index < Damage.Count; index++)
        {
            var damaged = Damage.To(valid, "job", index);
            File.WriteAllBytes(path, damaged);
            Succeeds(() => _ = DataSplit.SeedOfUnfinished(_folder.Source, _folder.Out), index);
            Succeeds(() => DataSplit.Plan(options), index);
            Succeeds(() => OutputFolder.Open(_folder.Out, new("another", ImmutableSortedDictionary<string, string>.Empty, "")).Dispose(), index);
            Assert.Equal(before, SplitFolder.Contents(_folder.Out));
        }

        File.WriteAllBytes(path, valid);
        SplitFolder.Run(options);
    }

    [Fact]
    public void Odd_names_are_split_relabelled_and_undone_with_all_their_pictures()
    {
        for (var index = 0; index < Math.Max(1, Damage.Count / 20); index++)
        {
            using var folder = SplitFolder.Filled();
            var random = new RandomStream(1, "odd names", index: index);
            for (var number = 0; number < 20; number++)
            {
                var name = string.Concat(Enumerable.Range(0, 1 + random.NextInt32(6)).Select(_ => Letters[random.NextInt32(Letters.Length)]));
                folder.Tree.AddPicture($"in/train/{(number % 3 == 0 ? $"c{name}".TrimEnd('.') : "sad")}/x{name}.{(number % 2 == 0 ? "png" : "JPG")}", (ulong)number);
            }

            var pictures = Hashes(folder.Source);
            var rows = SplitFolder.Contents(folder.Source).Keys.Select((path, row) => $"{row},\"{path["train/".Length..].Replace("\"", "\"\"", StringComparison.Ordinal)}\",{(row % 4 == 0 ? "sad" : "happy")}");
            folder.Tree.AddFile("in/labels.csv", ",pth,label\n" + string.Join('\n', rows) + "\n");
            if (Succeeds(() => Relabel.Run(RelabelPlan.Make(new() { Source = folder.Source, Output = folder.Out })), index))
            {
                Assert.Equal(pictures, Hashes(folder.Out));
            }

            if (Succeeds(() => SplitFolder.Run(folder.Balanced with { Rule = new() { BalanceTrain = true, TrainFraction = 0.7 } }), index))
            {
                DataSplit.Undo(folder.Source);
            }

            Assert.Equal(pictures, Hashes(folder.Source));
        }
    }

    private static bool Succeeds(Action action, int index)
    {
        try
        {
            action();
            return true;
        }
        catch (MienException)
        {
            return false;
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"damage {index} ended in a defect", e);
        }
    }

    private static string[] Hashes(string folder) =>
        [.. SplitFolder.Contents(Path.Combine(folder, "train")).Values.Order(StringComparer.Ordinal)];
}
