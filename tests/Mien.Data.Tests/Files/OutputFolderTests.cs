using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Files;

namespace Mien.Data.Tests.Files;

public sealed class OutputFolderTests : IDisposable
{
    private static readonly OutputJob Job = new("mien data test", ImmutableSortedDictionary<string, string>.Empty.Add("--seed", "1"), "a1");

    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private string Out => Path.Combine(_tree.Root, "out");

    [Fact]
    public void A_finished_folder_holds_its_files_and_nothing_else()
    {
        using (var output = OutputFolder.Open(Out, Job))
        {
            output.CreateFolder("train/happy");
            output.Copy(_tree.AddFile("a.txt", "one"), "train/happy/a.txt");
            output.Write("train.csv", "label,filename\n"u8.ToArray());
            output.Finish();
        }

        Assert.Equal(["train", "train.csv"], Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName).Order());
        Assert.Equal("one", File.ReadAllText(Path.Combine(Out, "train/happy/a.txt")));
        Assert.Null(OutputJob.Unfinished(Out));
    }

    [Fact]
    public void An_unfinished_folder_is_recognised_and_the_same_job_goes_on_with_it()
    {
        var source = _tree.AddFile("a.txt", "one");
        using (var output = OutputFolder.Open(Out, Job))
        {
            output.Copy(source, "a.txt");
        }

        Assert.Equal(Job.Options, OutputJob.Unfinished(Out)!.Options);
        File.WriteAllText(Path.Combine(Out, "a.txt"), "on"); // as a power failure leaves it
        using var again = OutputFolder.Open(Out, Job);
        Assert.True(again.IsContinued);
        again.Copy(source, "a.txt");
        again.Copy(source, "b.txt");
        again.Finish();
        Assert.Equal(["one", "one"], Directory.GetFiles(Out).Select(File.ReadAllText));
    }

    [Fact]
    public void Another_job_does_not_go_on_with_an_unfinished_folder_and_the_message_says_what_differs()
    {
        OutputFolder.Open(Out, Job).Dispose();
        var options = Assert.Throws<ConfigException>(() => OutputFolder.Open(Out, Job with { Options = Job.Options.SetItem("--seed", "2") }));
        Assert.Contains("--seed was '1' and is now '2'", options.Message, StringComparison.Ordinal);
        var source = Assert.Throws<ConfigException>(() => OutputFolder.Open(Out, Job with { SourceFingerprint = "b2" }));
        Assert.Contains("have changed", source.Message, StringComparison.Ordinal);
        var command = Assert.Throws<ConfigException>(() => OutputFolder.Open(Out, Job with { Command = "mien data other" }));
        Assert.Contains("'mien data test'", command.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_content_is_refused_and_not_written_to()
    {
        _tree.AddFile("out/mine.txt", "precious");
        Assert.Contains("mine.txt", Assert.Throws<ConfigException>(() => OutputFolder.Open(Out, Job)).Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("train", true)]
    [InlineData("test", false)]
    public void One_empty_folder_of_the_allowed_name_may_be_there(string name, bool isFine)
    {
        _tree.AddFolder($"out/{name}");
        var error = Record.Exception(() => OutputFolder.Open(Out, Job, allowed: "train").Dispose());
        Assert.Equal(isFine, error is null);
    }

    [Fact]
    public void A_second_process_is_kept_out()
    {
        using var first = OutputFolder.Open(Out, Job);
        Assert.Contains("Another process", Assert.Throws<MienException>(() => OutputFolder.Open(Out, Job)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_appeared_meanwhile_is_not_replaced()
    {
        using var output = OutputFolder.Open(Out, Job);
        _tree.AddFile("out/a.txt", "precious");
        Assert.Throws<IOException>(() => output.Copy(_tree.AddFile("a.txt", "one"), "a.txt"));
        Assert.Equal("precious", File.ReadAllText(Path.Combine(Out, "a.txt")));
    }

    [Fact]
    public void A_job_that_cannot_be_read_is_an_error_that_says_what_to_do()
    {
        _tree.AddFile("out/.mien-work/job.json", "{");
        Assert.Contains("Delete the folder", Assert.Throws<MienException>(() => OutputFolder.Open(Out, Job)).Message, StringComparison.Ordinal);
    }
}
