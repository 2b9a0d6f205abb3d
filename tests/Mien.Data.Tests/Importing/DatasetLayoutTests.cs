using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Importing;

namespace Mien.Data.Tests.Importing;

public sealed class DatasetLayoutTests : IDisposable
{
    private readonly ImportTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("fer2013.csv", "fer2013")]
    [InlineData("fer2013.csv fer2013new.csv", "ferplus")]
    [InlineData("icml_face_data.csv", "fer2013")]
    [InlineData("FER2013Train/label.csv", "ferplus")]
    [InlineData("basic/EmoLabel/list_patition_label.txt basic/Image/aligned/a.jpg", "rafdb")]
    [InlineData("images/1.jpg annotations/1_exp.npy", "affectnet")]
    [InlineData("train_set/images/1.jpg train_set/annotations/1_exp.npy", "affectnet")]
    public void A_collection_is_recognised_by_its_files_and_the_command_to_import_it_is_told(string files, string kind)
    {
        Array.ForEach(files.Split(' '), file => _tree.AddFile(file, ""));

        var layout = DatasetLayout.Detect(_tree.Source);

        Assert.Equal((LayoutForm.Importable, kind), (layout.Form, layout.ImportKind));
        Assert.Contains($"mien data import {kind} {_tree.Source} OUT", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_AffectNet_are_recognised_by_their_columns()
    {
        _tree.AddFile("lists/training.csv", "subDirectory_filePath,expression\n");
        Assert.Equal("affectnet", DatasetLayout.Detect(_tree.Source).ImportKind);
    }

    [Fact]
    public void The_training_table_of_FER_2013_is_recognised_by_its_columns()
    {
        _tree.AddFile("train.csv", "emotion,pixels\n");
        Assert.Equal("fer2013", DatasetLayout.Detect(_tree.Source).ImportKind);
    }

    [Theory]
    [InlineData("emotion,pixels,Usage\n", "fer2013")]
    [InlineData("a,b\n", "csv")]
    public void A_file_is_told_by_its_columns(string content, string kind) =>
        Assert.Equal(kind, DatasetLayout.Detect(_tree.AddFile("x.csv", content)).ImportKind);

    [Theory]
    [InlineData("train/happy/a.png test/sad/a.png", "the standard layout (train, test)")]
    [InlineData("happy/a.png sad/a.png", "a folder of 2 class folders")]
    [InlineData("train/happy/a.png annotations.csv", "the standard layout (train)")]
    public void What_is_read_as_it_is_is_told(string files, string description)
    {
        Array.ForEach(files.Split(' '), file => _tree.AddFile(file, ""));

        var layout = DatasetLayout.Detect(_tree.Source);

        Assert.Equal((LayoutForm.Readable, description), (layout.Form, layout.Description));
        DatasetLayout.RequireReadable(_tree.Source);
    }

    [Fact]
    public void The_set_of_kaggle_is_read_as_it_is_with_a_remark()
    {
        _tree.AddFile("train/happy/a.png", "");
        _tree.AddFile("labels.csv", ",pth,label,relFCs\n");

        var layout = DatasetLayout.Detect(_tree.Source);

        Assert.Equal(LayoutForm.Readable, layout.Form);
        Assert.Contains("labels.csv is not read", layout.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unfinished_folder_and_its_splits_are_no_dataset()
    {
        _tree.AddFile("train/happy/a.png", "");
        _tree.AddFile(".mien-work/job.json", """{"Command":"mien data import","Options":{},"SourceFingerprint":""}""");

        Assert.NotNull(OutputJob.Unfinished(_tree.Source));
        Assert.Contains("'mien data import' was interrupted", Refusal(), StringComparison.Ordinal);
        Assert.Equal(LayoutForm.Unfinished, DatasetLayout.Detect(Path.Combine(_tree.Source, "train")).Form);
    }

    [Fact]
    public void A_folder_that_nothing_is_known_of_is_left_to_its_reader()
    {
        _tree.AddFile("notes.txt", "");
        Assert.Equal(LayoutForm.Unknown, DatasetLayout.Detect(_tree.Source).Form);
        DatasetLayout.RequireReadable(_tree.Source);
        DatasetLayout.RequireReadable(Path.Combine(_tree.Source, "gone"));
    }

    private string Refusal() => Assert.Throws<ConfigException>(() => DatasetLayout.RequireReadable(_tree.Source)).Message;
}
