using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Relabelling;
using Relabel = Mien.Data.Relabelling.Relabelling;

namespace Mien.Data.Tests.Relabelling;

public sealed class RelabellingTests : IDisposable
{
    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private string Source => Path.Combine(_tree.Root, "in");

    private string Out => Path.Combine(_tree.Root, "out");

    private RelabelOptions Options => new() { Source = Source, Output = Out };

    [Fact]
    public void Every_picture_ends_in_the_folder_of_its_label_and_one_of_a_taken_name_gets_another()
    {
        Fill(("anger/7.jpg", "happy"), ("happy/7.jpg", "happy"), ("sad/7.jpg", "happy"), ("happy/8.jpg", "anger"), ("sad/9.jpg", "awe"));
        Run();
        Assert.Equal(["anger/8.jpg", "awe/9.jpg", "happy/7.jpg", "happy/7~anger.jpg", "happy/7~sad.jpg"], Written());
        Assert.Equal("anger/7.jpg", Content("happy/7~anger.jpg"));
        Assert.Equal("happy/7.jpg", Content("happy/7.jpg"));
        Assert.Equal(
            ["old_path,new_path,old_label,new_label", "anger/7.jpg,happy/7~anger.jpg,anger,happy", "happy/7.jpg,happy/7.jpg,happy,happy", "happy/8.jpg,anger/8.jpg,happy,anger"],
            File.ReadLines(Path.Combine(Out, "relabel.csv")).Take(4));
    }

    [Fact]
    public void A_class_that_lost_all_its_pictures_keeps_its_folder_and_a_new_one_is_named()
    {
        Fill(("anger/7.jpg", "awe"));
        var plan = RelabelPlan.Make(Options);
        Run(plan);
        Assert.Equal(["awe"], plan.NewClasses);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Out, "train/anger")));
    }

    [Fact]
    public void Names_that_differ_in_case_alone_get_different_names_and_a_label_in_another_case_is_the_same_class()
    {
        Fill(("happy/a.jpg", "happy"), ("sad/A.JPG", "Happy"), ("sad/a.jpg", "HAPPY"));
        Run();
        Assert.Equal(["happy/A~sad.JPG", "happy/a.jpg", "happy/a~sad-2.jpg"], Written());
    }

    [Fact]
    public void Names_that_differ_in_how_accents_are_written_get_different_names_and_such_labels_are_one_class()
    {
        Fill(("ge\u0301ne/zoe\u0308.jpg", "ge\u0301ne"), ("sad/zo\u00EB.jpg", "g\u00E9ne"));
        Run();
        Assert.Equal(["ge\u0301ne/zoe\u0308.jpg", "ge\u0301ne/zo\u00EB~sad.jpg"], Written());
    }

    [Fact]
    public void Odd_rows_are_told_together_and_no_picture_is_left_out()
    {
        Fill(("happy/1.jpg", "happy"), ("happy/2.jpg", "sad"), ("happy/3.jpg", "happy"));
        File.AppendAllLines(
            Path.Combine(Source, "labels.csv"),
            ["9,happy/none.jpg,happy", "10,../../etc/passwd,happy", "11,happy/2.jpg,sad", "12,happy/2.jpg,fear", "13,/happy/1.jpg,sad", "14,happy/3.jpg,../out"]);
        _tree.AddFile("in/train/happy/4.jpg", "four");
        var plan = RelabelPlan.Make(Options);
        Assert.Equal(6, plan.Problems.Count);
        Assert.Equal(["happy/4.jpg"], plan.WithoutRow);
        Run(plan);
        Assert.Equal(["happy/1.jpg", "happy/3.jpg", "happy/4.jpg", "sad/2.jpg"], Written());
    }

    [Fact]
    public void Strictness_makes_every_oddity_an_error_before_anything_is_written()
    {
        Fill(("happy/1.jpg", "happy"));
        File.AppendAllLines(Path.Combine(Source, "labels.csv"), ["9,happy/none.jpg,happy"]);
        _tree.AddFile("in/train/happy/4.jpg", "four");
        var error = Assert.Throws<ConfigProblemsException>(() => RelabelPlan.Make(Options with { Strict = true }));
        Assert.Contains("labels.csv:3", error.Message, StringComparison.Ordinal);
        Assert.Contains("'happy/4.jpg'", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void An_interrupted_call_is_finished_by_the_next_and_one_with_another_table_is_refused()
    {
        Fill(("anger/7.jpg", "happy"), ("happy/7.jpg", "happy"));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Relabel.Run(RelabelPlan.Make(Options), cancellation: stop.Token));
        Assert.NotNull(OutputJob.Unfinished(Out));
        var csv = Path.Combine(Source, "labels.csv");
        var (text, edited) = (File.ReadAllText(csv), File.ReadAllText(csv).Replace(",anger/7.jpg,happy", ",anger/7.jpg,sad", StringComparison.Ordinal));
        File.WriteAllText(csv, edited);
        Assert.Throws<ConfigException>(() => Run());
        File.WriteAllText(csv, text);
        Run();
        Assert.Equal(["happy/7.jpg", "happy/7~anger.jpg"], Written());
        Assert.Null(OutputJob.Unfinished(Out));
    }

    [Theory]
    [InlineData("in/out")]
    [InlineData("in")]
    [InlineData(".")]
    public void An_output_in_the_source_or_around_it_is_refused(string output)
    {
        Fill(("happy/1.jpg", "happy"));
        var before = Directory.GetFileSystemEntries(_tree.Root, "*", SearchOption.AllDirectories);
        Assert.Throws<ConfigException>(() => RelabelPlan.Make(Options with { Output = Path.Combine(_tree.Root, output) }));
        Assert.Equal(before, Directory.GetFileSystemEntries(_tree.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Names_with_line_breaks_and_composed_letters_are_kept_to_the_byte()
    {
        Fill(("happy/a\nb.jpg", "sad"), ("happy/e\u0301.jpg", "sad"), ("happy/\u00e9.jpg", "sad"), ("happy/,\".jpg", "sad"));
        Run();
        Assert.Equal(["sad/,\".jpg", "sad/a\nb.jpg", "sad/e\u0301.jpg", "sad/\u00e9~happy.jpg"], Written());
        using var table = Mien.Data.Tables.CsvTable.Open(Path.Combine(Out, "relabel.csv"));
        List<string> paths = [];
        while (table.Next())
        {
            paths.Add(table.Text(1));
        }

        Assert.Equal(Written(), paths.Order(StringComparer.Ordinal));
    }

    private void Run(RelabelPlan? plan = null) => Relabel.Run(plan ?? RelabelPlan.Make(Options), cancellation: TestContext.Current.CancellationToken);

    private void Fill(params (string Path, string Label)[] pictures)
    {
        foreach (var (path, _) in pictures)
        {
            _tree.AddFile($"in/train/{path}", path);
        }

        string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var lines = pictures.Select((picture, index) => $"{index},{(picture.Path.Any(letter => letter is ',' or '"' or '\n') ? Quoted(picture.Path) : picture.Path)},{picture.Label}");
        _tree.AddFile("in/labels.csv", string.Join('\n', lines.Prepend(",pth,label")) + "\n");
    }

    private string[] Written() =>
        [.. Directory.GetFiles(Path.Combine(Out, "train"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(Out, "train"), path)).Order(StringComparer.Ordinal)];

    private string Content(string path) => File.ReadAllText(Path.Combine(Out, "train", path));
}
