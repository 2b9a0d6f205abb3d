namespace Mien.Data.Tests.Importing;

public sealed class RafDbImportTests : IDisposable
{
    private readonly ImportTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Every_number_has_its_class_and_the_name_gives_the_split()
    {
        for (var number = 1; number <= 7; number++)
        {
            _tree.AddPicture($"basic/Image/aligned/train_0000{number}_aligned.jpg", (ulong)number);
        }

        _tree.AddPicture("basic/Image/aligned/test_0001_aligned.jpg", 9);
        _tree.AddFile("basic/EmoLabel/list_patition_label.txt",
            string.Concat(Enumerable.Range(1, 7).Select(number => $"train_0000{number}.jpg {number}\n")) + "test_0001.jpg 4\n");

        _tree.Import("rafdb");

        Assert.Equal(["surprise", "fear", "disgust", "happy", "sad", "anger", "neutral", "happy"], _tree.Annotations().Select(row => row.Label));
        Assert.Equal("test/happy/test_0001_aligned.jpg", _tree.Pictures()[0]);
    }

    [Fact]
    public void Original_pictures_are_taken_if_asked_for()
    {
        _tree.AddPicture("Image/aligned/train_00001_aligned.jpg");
        var original = _tree.AddPicture("Image/original/train_00001.jpg", 2);
        _tree.AddFile("list_patition_label.txt", "train_00001.jpg 5\r\n");

        _tree.Import("rafdb", new() { Original = true });

        Assert.Equal(["train/sad/train_00001.jpg"], _tree.Pictures());
        Assert.Equal(File.ReadAllBytes(original), File.ReadAllBytes(Path.Combine(_tree.Result, "train/sad/train_00001.jpg")));
    }

    [Fact]
    public void The_folders_of_kaggle_are_read_by_their_numbers()
    {
        _tree.AddPicture("DATASET/train/1/train_00001_aligned.jpg");
        _tree.AddPicture("DATASET/train/7/train_00002_aligned.jpg", 2);
        _tree.AddPicture("DATASET/test/4/test_0001_aligned.jpg", 3);
        _tree.AddFile("train_labels.csv", "image,label\ntrain_00001_aligned.jpg,1\n");

        _tree.Import("rafdb");

        Assert.Equal(["test/happy/test_0001_aligned.jpg", "train/neutral/train_00002_aligned.jpg", "train/surprise/train_00001_aligned.jpg"], _tree.Pictures());
    }

    [Fact]
    public void Lines_that_are_wrong_are_named_together()
    {
        _tree.AddPicture("train_00001.jpg");
        _tree.AddFile("list_patition_label.txt", "train_00001.jpg 5\ntrain_00001.jpg 8\ntrain_00001.jpg\nother.jpg 1\ntrain_/../../x.jpg 1\ntrain_00002.jpg 1\n\n");

        var result = _tree.Import("rafdb");

        Assert.Equal(1, result.Count);
        Assert.Equal([2, 3, 4, 5, 6], result.Problems.Select(problem => int.Parse(problem.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void An_endless_line_is_refused()
    {
        _tree.AddFile("list_patition_label.txt", new string('x', 100_000));
        Assert.Contains("line 1 is longer", _tree.Refusal("rafdb"), StringComparison.Ordinal);
    }
}
