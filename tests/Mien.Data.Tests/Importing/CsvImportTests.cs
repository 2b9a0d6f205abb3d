using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Tests.Importing;

public sealed class CsvImportTests : IDisposable
{
    private readonly ImportTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Columns_are_mapped_by_options()
    {
        _tree.AddPicture("x/1.png", 1);
        _tree.AddPicture("x/2.png", 2);
        _tree.AddFile("faces.csv", "Bild;Gefuehl;Teil;v;a;wer;l;o;b;h\nx/1.png;angry;Training;0.5;-1;Ann;0;0;2;3\nx/2.png;3;dev;;;;;;;\n");

        _tree.Import("csv", new()
        {
            Columns = new() { File = "bild", Label = "Gefuehl", Split = "Teil", Valence = "v", Arousal = "a", Identity = "wer", Box = ["l", "o", "b", "h"] },
            LabelMap = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("3", "joyful")]),
        }, "faces.csv");

        Assert.Equal(["train/anger/1.png", "val/joyful/2.png"], _tree.Pictures());
        var row = _tree.Annotations()[0];
        Assert.Equal((0.5, -1, "Ann", new FaceBox(0, 0, 2, 3)), (row.Valence, row.Arousal, row.Identity, row.Box));
    }

    [Fact]
    public void Usual_names_of_columns_are_found_without_options()
    {
        _tree.AddPicture("1.png");
        _tree.AddFile("faces.csv", "image,emotion,subject\n1.png,happy,7\n");

        _tree.Import("csv", path: "faces.csv");

        Assert.Equal("7", Assert.Single(_tree.Annotations()).Identity);
    }

    [Fact]
    public void A_column_that_is_missing_is_named_with_the_option_or_the_nearest_name()
    {
        _tree.AddFile("faces.csv", "a,emotion\n");
        Assert.Contains("--file-col", _tree.Refusal("csv", path: "faces.csv"), StringComparison.Ordinal);
        Assert.Contains("did you mean 'emotion'?", _tree.Refusal("csv", new() { Columns = new() { File = "a", Label = "emotoin" } }, "faces.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../1.png,happy,train", "expected a relative path")]
    [InlineData("1.png,,train", "expected a class")]
    [InlineData("1.png,a/b,train", "name of a class")]
    [InlineData("1.png,..,train", "name of a class")]
    [InlineData("1.png,happy,someday", "expected a split")]
    public void A_row_that_is_wrong_is_left_out(string row, string complaint)
    {
        _tree.AddPicture("1.png");
        _tree.AddFile("faces.csv", $"file,label,split\n1.png,happy,train\n{row}\n");

        var result = _tree.Import("csv", path: "faces.csv");

        Assert.Equal(["train/happy/1.png"], _tree.Pictures());
        Assert.Contains(complaint, result.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_one_name_get_names_of_their_own_also_where_only_case_differs()
    {
        _tree.AddPicture("a/1.png", 1);
        _tree.AddPicture("b/1.PNG", 2);
        _tree.AddPicture("c/1.png", 3);
        _tree.AddFile("faces.csv", "file,label\na/1.png,happy\nb/1.PNG,happy\nc/1.png,happy\n");

        var result = _tree.Import("csv", path: "faces.csv");

        Assert.Equal(["train/happy/1.png", "train/happy/1~2.PNG", "train/happy/1~3.png"], _tree.Pictures());
        Assert.Equal(["a/1.png", "b/1.PNG", "c/1.png"], _tree.Annotations().Select(row => row.Source));
        Assert.Equal(2, Assert.Single(result.Remarks).Value);
    }
}
