using Mien.Core;
using Mien.Data.Relabelling;
using Relabel = Mien.Data.Relabelling.Relabelling;

namespace Mien.Data.Tests.Relabelling;

public sealed class AnnotationRelabelTests : IDisposable
{
    private readonly PictureTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private RelabelOptions Options => new() { Source = Path.Combine(_tree.Root, "in"), Output = Path.Combine(_tree.Root, "out") };

    [Fact]
    public void Rows_follow_their_pictures_with_the_new_label_and_all_that_is_known_besides()
    {
        foreach (var path in new[] { "happy/7.jpg", "sad/7.jpg", "sad/8.jpg" })
        {
            _tree.AddFile($"in/train/{path}", path);
        }

        _tree.AddFile("in/labels.csv", ",pth,label\n0,sad/7.jpg,happy\n");
        _tree.AddFile("in/annotations.csv", "filename,label,valence,mood,face_x\ntrain/sad/7.jpg,sad,-0.5,\"low, very\",3\nsad\\8.jpg,Sad,,,4\ntest/x.jpg,sad,,,\ntrain/happy/7.jpg,happy,1,,5\n");
        Run();
        Assert.Equal(
            ["filename,label,valence,mood,face_x", "train/happy/7~sad.jpg,happy,-0.5,\"low, very\",3", "train/sad/8.jpg,Sad,,,4", "train/happy/7.jpg,happy,1,,5"],
            File.ReadAllLines(Path.Combine(Options.Output, "annotations.csv")));
    }

    [Theory]
    [InlineData("file,label\n", "expected a column 'filename'")]
    [InlineData("filename,label\na,b,c\n", "annotations.csv:2")]
    public void A_table_that_cannot_go_along_is_refused_before_anything_is_written(string text, string explanation)
    {
        _tree.AddFile("in/train/happy/7.jpg");
        _tree.AddFile("in/labels.csv", ",pth,label\n0,happy/7.jpg,happy\n");
        _tree.AddFile("in/annotations.csv", text);
        Assert.Contains(explanation, Assert.Throws<ConfigProblemsException>(Run).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Options.Output));
    }

    private void Run() => Relabel.Run(RelabelPlan.Make(Options), cancellation: TestContext.Current.CancellationToken);
}
