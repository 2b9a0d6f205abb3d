using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports.Tests;

public sealed class DatasetChartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien it's-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("class,train\nhappy,3\n", 1)]
    [InlineData("class,train,val,test\n\"it's, 'odd' \\n {x} `date`\",3,1,0\n#7,12,1,5\n", 3)]
    public void Counts_become_bars_whatever_the_classes_are_called(string counts, int splits) =>
        AssertDrawn(ClassCountsChart.Draw(Write("counts.csv", counts), splits, In("counts.png"), "it's a set"), 1200);

    [Fact]
    public void Valence_and_arousal_become_a_panel_for_each_class()
    {
        var points = Write("points.csv", "label,valence,arousal\n0,0.5,0.25\n1,-1,1\n0,0,0\n");
        AssertDrawn(AffectScatter.Draw(points, new LabelSet(["it's", "sad `x`"]), In("affect.png")), 600);
    }

    [Fact]
    public void A_sheet_of_files_leaves_out_what_cannot_be_read()
    {
        ImageCodec.Write(new Image(30, 20, 3), In("a.png"));
        Write("b.png", "no picture");

        Assert.True(PictureSheet.Write([new(In("a.png"), "a"), new(In("b.png"), "b")], In("sheet.png")));
        var alone = PictureSheet.Write([new(In("a.png"), "a")], In("alone.png"));
        Assert.True(alone);
        Assert.Equal(File.ReadAllBytes(In("alone.png")), File.ReadAllBytes(In("sheet.png")));
        Assert.False(PictureSheet.Write([new(In("b.png"), "b")], In("none.png")));
        Assert.False(File.Exists(In("none.png")));
    }

    private static void AssertDrawn(ChartResult result, int widthPx)
    {
        if (result.Path is null)
        {
            Assert.Contains("gnuplot-nox", result.Problem, StringComparison.Ordinal);
            Assert.Skip("gnuplot is not installed here.");
        }

        Assert.Equal(widthPx, ImageCodec.Read(result.Path).Width);
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(In(name), text);
        return In(name);
    }
}
