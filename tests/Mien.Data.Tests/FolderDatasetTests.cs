using Mien.Core;

namespace Mien.Data.Tests;

public sealed class FolderDatasetTests : IDisposable
{
    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Folders_of_classes_become_labels_and_pictures_are_sorted()
    {
        _tree.AddPicture("sad/b.png");
        _tree.AddPicture("sad/B.png");
        _tree.AddPicture("happy/10.jpg");
        _tree.AddPicture("happy/9.bmp");

        var dataset = FolderDataset.Read(_tree.Root);

        Assert.Equal(["happy", "sad"], dataset.Labels.Names);
        Assert.Equal(["happy/10.jpg", "happy/9.bmp", "sad/B.png", "sad/b.png"], dataset.Samples.Select(sample => sample.Path));
        Assert.Equal([0, 0, 1, 1], dataset.Samples.Select(sample => sample.Label));
        Assert.Equal([2, 2], dataset.ClassCounts);
    }

    [Fact]
    public void Numbered_folders_are_ordered_by_value()
    {
        _tree.AddPicture("10/a.png");
        _tree.AddPicture("2/a.png");

        Assert.Equal(["2", "10"], FolderDataset.Read(_tree.Root).Labels.Names);
    }

    [Fact]
    public void The_train_split_of_the_standard_layout_is_read_unless_another_is_named()
    {
        _tree.AddPicture("train/happy/a.png");
        _tree.AddPicture("test/happy/b.png");

        var (train, test) = (FolderDataset.Read(_tree.Root), FolderDataset.Read(_tree.Root, "test"));

        Assert.Equal(Path.Combine(_tree.Root, "train"), train.Root);
        Assert.Equal("happy/a.png", Assert.Single(train.Samples).Path);
        Assert.Equal("happy/b.png", Assert.Single(test.Samples).Path);
        Assert.True(File.Exists(test.PathOf(test.Samples[0])));
        Assert.Equal(["train", "test"], FolderDataset.Splits(_tree.Root));
    }

    [Fact]
    public void Splits_number_their_classes_alike_although_one_lacks_a_class()
    {
        _tree.AddPicture("train/anger/a.png");
        _tree.AddPicture("train/happy/a.png");
        _tree.AddPicture("test/happy/b.png");

        var test = FolderDataset.Read(_tree.Root, "test");

        Assert.Equal(["anger", "happy"], test.Labels.Names);
        Assert.Equal(1, Assert.Single(test.Samples).Label);
    }

    [Fact]
    public void A_class_without_pictures_keeps_its_number()
    {
        _tree.AddFolder("contempt");
        _tree.AddPicture("happy/a.png");

        var dataset = FolderDataset.Read(_tree.Root);

        Assert.Equal(["contempt", "happy"], dataset.Labels.Names);
        Assert.Equal([0, 1], dataset.ClassCounts);
    }

    [Fact]
    public void Files_of_other_kinds_are_counted_and_hidden_ones_are_not_there()
    {
        _tree.AddPicture("happy/a.PNG");
        _tree.AddFile("happy/notes.txt");
        _tree.AddFile("labels.csv");
        _tree.AddFile("happy/.hidden.png");
        _tree.AddPicture(".thumbnails/x.png");

        var dataset = FolderDataset.Read(_tree.Root);

        Assert.Equal(["happy"], dataset.Labels.Names);
        Assert.Equal("happy/a.PNG", Assert.Single(dataset.Samples).Path);
        Assert.Equal(2, dataset.IgnoredFileCount);
    }

    [Fact]
    public void Pictures_below_a_class_folder_belong_to_the_class()
    {
        _tree.AddPicture("happy/person 7/a.png");

        Assert.Equal("happy/person 7/a.png", Assert.Single(FolderDataset.Read(_tree.Root).Samples).Path);
    }

    [Fact]
    public void A_linked_class_folder_is_read()
    {
        _tree.AddPicture("elsewhere/pictures/a.png");
        _tree.AddFolder("set");
        Directory.CreateSymbolicLink(Path.Combine(_tree.Root, "set", "happy"), Path.Combine(_tree.Root, "elsewhere", "pictures"));

        Assert.Equal("happy/a.png", Assert.Single(FolderDataset.Read(Path.Combine(_tree.Root, "set")).Samples).Path);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void A_link_back_to_a_folder_above_is_not_followed(string target)
    {
        _tree.AddPicture("happy/a.png");
        _tree.AddPicture("sad/b.png");
        Directory.CreateSymbolicLink(Path.Combine(_tree.Root, "happy", "loop"), target);

        Assert.Equal(["happy/a.png", "sad/b.png"], FolderDataset.Read(_tree.Root).Samples.Select(sample => sample.Path));
    }

    [Fact]
    public void A_loop_is_seen_through_a_link_on_the_way_to_the_dataset()
    {
        _tree.AddPicture("real/happy/a.png");
        Directory.CreateSymbolicLink(Path.Combine(_tree.Root, "link"), "real");
        Directory.CreateSymbolicLink(Path.Combine(_tree.Root, "real", "happy", "loop"), Path.Combine(_tree.Root, "real", "happy"));

        Assert.Single(FolderDataset.Read(Path.Combine(_tree.Root, "link")).Samples);
    }

    [Fact]
    public void A_missing_folder_is_named() => Assert.Contains("No such folder: /no/such/place", Refusal("/no/such/place"), StringComparison.Ordinal);

    [Fact]
    public void A_file_in_place_of_a_folder_is_told() =>
        Assert.Contains("is a file", Refusal(_tree.AddFile("data.csv")), StringComparison.Ordinal);

    [Fact]
    public void A_folder_of_pictures_is_recognised_and_the_way_out_is_shown()
    {
        _tree.AddPicture("a.png");

        var message = Refusal(_tree.Root);

        Assert.Contains("this looks like a folder of pictures", message, StringComparison.Ordinal);
        Assert.Contains("happy/", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_train_folder_of_unsorted_pictures_is_not_taken_for_a_class()
    {
        _tree.AddPicture("train/a.png");

        Assert.Contains("this looks like a folder of pictures", Refusal(_tree.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_split_is_refused_with_those_that_there_are()
    {
        _tree.AddPicture("val/happy/a.png");
        _tree.AddPicture("test/happy/a.png");

        Assert.Contains("there is val, test", Refusal(_tree.Root), StringComparison.Ordinal);
        Assert.Contains("there is val, test", Refusal(_tree.Root, "dev"), StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_without_a_single_picture_are_refused()
    {
        _tree.AddFile("happy/readme.txt");

        Assert.Contains("found none (1 file of other kinds)", Refusal(_tree.Root), StringComparison.Ordinal);
    }

    private static string Refusal(string folder, string? split = null) => Assert.Throws<MienException>(() => FolderDataset.Read(folder, split)).Message;
}
