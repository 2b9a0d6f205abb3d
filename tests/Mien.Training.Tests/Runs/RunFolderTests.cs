using Mien.Core;

namespace Mien.Training.Tests;

public sealed class RunFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Names_count_on_from_the_highest_that_exists()
    {
        Assert.EndsWith("/runs/faces-1", RunFolder.Next(Path.Combine(_folder, "runs"), "faces").Path, StringComparison.Ordinal);
        foreach (var name in (string[])["faces-2", "faces-10", "faces-x", "faces-resnet18-40"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        Assert.EndsWith("/faces-11", RunFolder.Next(_folder, "faces").Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_trained_in_is_refused_until_it_is_free_again()
    {
        var run = new RunFolder(_folder);
        using (run.Lock())
        {
            var message = Assert.Throws<MienException>(() => new RunFolder(_folder).Lock()).Message;
            Assert.Contains($"The run in {_folder} is being trained by another process", message, StringComparison.Ordinal);
        }

        using var again = run.Lock();
    }

    [Fact]
    public void Labels_come_back_in_their_order()
    {
        var run = new RunFolder(_folder);
        var labels = new LabelSet(["10", "sad", "\"quoted\"", "ärger"]);
        LabelsFile.Write(run.Labels, labels);
        Assert.Equal(labels, LabelsFile.Read(run.Labels));
        File.WriteAllText(run.Labels, "{}");
        Assert.Contains("Expected the classes of a run", Assert.Throws<MienException>(() => LabelsFile.Read(run.Labels)).Message, StringComparison.Ordinal);
    }
}
