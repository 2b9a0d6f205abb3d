using Mien.Core;
using Mien.Data.Splitting;
using Mien.Data.Tables;

namespace Mien.Data.Tests.Splitting;

public sealed class AnnotationSplitTests : IDisposable
{
    private readonly SplitFolder _folder = SplitFolder.Filled();

    public void Dispose() => _folder.Dispose();

    private string Table => Path.Combine(_folder.Source, "annotations.csv");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_follow_their_pictures_and_copies_get_all_but_the_positions(bool inPlace)
    {
        Annotate();
        var options = inPlace ? _folder.Balanced : _folder.Balanced with { Output = _folder.Out };
        SplitFolder.Run(options);
        var target = inPlace ? _folder.Source : _folder.Out;
        var rows = Read(Path.Combine(target, "annotations.csv"));
        var files = SplitFolder.Contents(target).Keys.Where(path => path.Contains('/', StringComparison.Ordinal)).ToArray();
        Assert.Equal(files, rows.Keys.Order(StringComparer.Ordinal));
        foreach (var (file, row) in rows)
        {
            var source = $"{Path.GetFileNameWithoutExtension(file).Split('~')[0]}{Path.GetExtension(file)}";
            Assert.Equal($"{file.Split('/')[1]}/{source}", row.Identity);
            Assert.Equal(file.Split('/')[1], row.Label);
            Assert.Equal(0.25, row.Valence);
            Assert.Equal([0.75, 0.25], row.SoftLabels);
            Assert.Equal(file.Contains('~', StringComparison.Ordinal), row.Box is null);
            Assert.Equal(file.Contains('~', StringComparison.Ordinal), row.Landmarks.IsEmpty);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(1000)]
    public void Undoing_puts_the_table_back_to_the_byte(int after)
    {
        Annotate();
        File.AppendAllText(Table, "train/gone/1.png,\"happy\",,,,,,,,,,\n"); // a quote that no writer of ours would make
        var before = SplitFolder.Contents(_folder.Source);
        SplitFolder.Interrupt(_folder.Balanced, after);
        if (after == 1000)
        {
            Assert.Contains("train/gone/1.png,happy", File.ReadAllText(Table), StringComparison.Ordinal);
        }

        DataSplit.Undo(_folder.Source);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void A_table_that_was_edited_since_is_kept_beside_the_old_one()
    {
        Annotate();
        var before = File.ReadAllText(Table);
        SplitFolder.Run(_folder.Balanced);
        File.AppendAllText(Table, "mine.png,happy,,,,,,,,,,\n");
        var edited = File.ReadAllText(Table);
        Assert.Equal(["annotations~edited.csv"], DataSplit.Undo(_folder.Source).KeptFiles);
        Assert.Equal(before, File.ReadAllText(Table));
        Assert.Equal(edited, File.ReadAllText(Path.Combine(_folder.Source, "annotations~edited.csv")));
    }

    [Fact]
    public void A_table_that_was_edited_in_between_is_named_and_the_split_does_not_go_on()
    {
        Annotate();
        SplitFolder.Interrupt(_folder.Balanced, 7);
        File.AppendAllText(Table, "mine.png,happy,,,,,,,,,,\n");
        Assert.Contains("were written to: 'annotations.csv'", Assert.Throws<MienException>(() => SplitFolder.Run(_folder.Balanced)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_table_is_refused_with_its_lines_before_anything_moves()
    {
        Annotate();
        File.AppendAllText(Table, "one,two\nthree\n");
        var before = SplitFolder.Contents(_folder.Source);
        var error = Assert.Throws<ConfigProblemsException>(() => SplitFolder.Run(_folder.Options));
        Assert.Contains("annotations.csv:22", error.Message, StringComparison.Ordinal);
        Assert.Contains("annotations.csv:23", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, SplitFolder.Contents(_folder.Source));
    }

    [Fact]
    public void The_column_of_identities_keeps_people_on_one_side()
    {
        Annotate(path => $"person {path[^5]}");
        var plan = DataSplit.Plan(_folder.Options with { GroupColumn = "identity" });
        Assert.All(plan.Pictures.GroupBy(picture => picture.Path[^5]), person => Assert.Single(person.Select(picture => picture.Part).Distinct()));
    }

    private void Annotate(Func<string, string>? identity = null)
    {
        var rows = SplitFolder.Contents(_folder.Source).Keys.Select(path => new Annotation
        {
            FileName = path,
            Label = path.Split('/')[1],
            Valence = 0.25,
            Arousal = -0.5,
            Identity = identity is null ? path["train/".Length..] : identity(path),
            Box = new(1, 2, 3, 4),
            Landmarks = [1, 2, 3, 4],
            SoftLabels = [0.75, 0.25],
        });
        AnnotationTable.Write(Table, new() { Box = true, Landmarks = true, SoftClasses = ["happy", "sad"] }, [.. rows]);
    }

    private static Dictionary<string, Annotation> Read(string path)
    {
        using var table = CsvTable.Open(path);
        var rows = AnnotationTable.Read(table).ToDictionary(row => row.FileName, StringComparer.Ordinal);
        Assert.Equal(0, table.Problems.Count);
        return rows;
    }
}
