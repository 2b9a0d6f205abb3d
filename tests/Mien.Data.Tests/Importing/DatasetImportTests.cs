using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Importing;
using Mien.Imaging;

namespace Mien.Data.Tests.Importing;

public sealed class DatasetImportTests : IDisposable
{
    private readonly ImportTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void An_interrupted_import_is_no_dataset_and_the_same_call_ends_in_the_same_files()
    {
        AddFaces(300);
        _tree.Import("csv", path: "faces.csv");
        var whole = Contents();
        Directory.Delete(_tree.Result, recursive: true);

        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetImport.Run(
            "csv", Path.Combine(_tree.Source, "faces.csv"), _tree.Result, new(), new StopAtFirst(stop), stop.Token));
        Assert.NotNull(OutputJob.Unfinished(_tree.Result));
        Assert.NotEmpty(_tree.Pictures());
        Assert.False(File.Exists(Path.Combine(_tree.Result, "annotations.csv")));

        _tree.Import("csv", path: "faces.csv");

        Assert.Null(OutputJob.Unfinished(_tree.Result));
        Assert.Equal(whole, Contents());
    }

    [Fact]
    public void Another_call_does_not_go_on_with_an_interrupted_import()
    {
        AddFaces(300);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetImport.Run(
            "csv", Path.Combine(_tree.Source, "faces.csv"), _tree.Result, new(), new StopAtFirst(stop), stop.Token));

        Assert.Contains("--link", Assert.Throws<ConfigException>(() => _tree.Import("csv", new() { Link = true }, "faces.csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_do_not_depend_on_the_number_of_threads()
    {
        AddFaces(40);
        _tree.Import("csv", new() { Workers = 1 }, "faces.csv");
        var one = Contents();
        Directory.Delete(_tree.Result, recursive: true);

        _tree.Import("csv", new() { Workers = 4 }, "faces.csv");

        Assert.Equal(one, Contents());
    }

    [Fact]
    public void A_folder_with_something_in_it_is_not_touched()
    {
        AddFaces(1);
        Directory.CreateDirectory(_tree.Result);
        File.WriteAllText(Path.Combine(_tree.Result, "mine.txt"), "precious");
        File.WriteAllText(Path.Combine(_tree.Result, ".hidden"), "");

        Assert.Contains("mine.txt", Assert.Throws<ConfigException>(() => _tree.Import("csv", path: "faces.csv")).Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], _tree.Pictures());
    }

    [Fact]
    public void An_import_knows_that_it_was_done_until_its_source_or_its_options_change()
    {
        AddFaces(2);
        var source = Path.Combine(_tree.Source, "faces.csv");
        Assert.False(DatasetImport.IsDone("csv", source, _tree.Result, new()));
        _tree.Import("csv", path: "faces.csv");

        Assert.True(DatasetImport.IsDone("csv", source, _tree.Result, new()));
        Assert.False(DatasetImport.IsDone("csv", source, _tree.Result, new() { Strict = true }));
        File.AppendAllText(source, "\n");
        Assert.False(DatasetImport.IsDone("csv", source, _tree.Result, new()));
        File.WriteAllText(Path.Combine(_tree.Result, ".mien-job.json"), "{ damaged");
        Assert.False(DatasetImport.IsDone("csv", source, _tree.Result, new()));
    }

    [Fact]
    public void A_result_within_the_source_is_refused()
    {
        AddFaces(1);
        var inside = Path.Combine(_tree.Source, "result");
        _tree.AddPicture("train/happy/a.png");
        _tree.AddFile("labels.csv", ",pth,label\n0,happy/a.png,happy\n");

        Assert.Contains("inside of the source", Assert.Throws<ConfigException>(() => DatasetImport.Run("affectnet-kaggle", _tree.Source, inside, new(), cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(inside));
    }

    [Fact]
    public void A_source_without_a_usable_picture_leaves_no_trace_and_says_why()
    {
        _tree.AddFile("faces.csv", "file,label\ngone.png,happy\n");
        Assert.Contains("faces.csv:2: gone.png: there is no such picture", _tree.Refusal("csv", path: "faces.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Linked_pictures_are_the_same_files()
    {
        AddFaces(1);
        _tree.Import("csv", new() { Link = true }, "faces.csv");

        // A change through one name is seen through the other: there is one file.
        File.AppendAllText(Path.Combine(_tree.Source, "0.png"), "more");
        Assert.Equal(_tree.Bytes("source/0.png"), _tree.Bytes("result/train/happy/0.png"));
    }

    [Fact]
    public void A_check_counts_as_the_import_does_and_writes_nothing()
    {
        AddFaces(3);
        _tree.AddFile("faces.csv", "file,label\n0.png,happy\n1.png,sad\ngone.png,sad\n");

        var checkedResult = DatasetImport.Check("csv", Path.Combine(_tree.Source, "faces.csv"), new(), cancellation: TestContext.Current.CancellationToken);

        Assert.False(Directory.Exists(_tree.Result));
        var result = _tree.Import("csv", path: "faces.csv");
        Assert.Equal((result.Count, result.ProblemCount), (checkedResult.Count, checkedResult.ProblemCount));
        Assert.Equal(result.Pictures["train"], checkedResult.Pictures["train"]);
    }

    [Fact]
    public void A_kind_that_is_not_known_is_refused_with_the_nearest()
    {
        AddFaces(1);
        Assert.Contains("did you mean 'fer2013'?", _tree.Refusal("fer2031"), StringComparison.Ordinal);
    }

    // More than one chunk of work where an import is interrupted after its first.
    private void AddFaces(int count)
    {
        for (var number = 0; number < count; number++)
        {
            _tree.AddBytes($"{number}.png", ImageCodec.Encode(PictureTree.Noise((ulong)number, 8, 6, 3), ImageFormat.Png)); // not synced one by one
        }

        _tree.AddFile("faces.csv", "file,label\n" + string.Concat(Enumerable.Range(0, count).Select(number => $"{number}.png,{(number % 2 == 0 ? "happy" : "sad")}\n")));
    }

    private string[] Contents() => [.. _tree.Pictures().Append("annotations.csv").Select(path => $"{path} {_tree.Bytes("result/" + path)}")];

    private sealed class StopAtFirst(CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => stop.Cancel();
    }
}
