using Mien.Core;
using Mien.Imaging;
using Mien.Metrics;

namespace Mien.Reports.Tests;

public sealed class HeatOverlayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_most_is_yellow_nothing_and_less_are_violet_and_the_picture_shows_through()
    {
        var picture = new Image(30, 20, 3);
        picture.Pixels.AsSpan().Fill(100);
        var overlay = HeatOverlay.Draw(picture, new HeatMap(1, 3, [-5, 0, 2]), sidePx: 60);
        Assert.Equal((60, 40), (overlay.Width, overlay.Height));
        // 45 % of a grey of 100, 55 % of the ends of viridis: (68, 1, 84) and (253, 231, 37).
        Assert.Equal([82, 46, 91], overlay.Row(20)[..3].ToArray());
        Assert.Equal([184, 172, 65], overlay.Row(20)[^3..].ToArray());
    }

    [Fact]
    public void A_map_of_nothing_is_violet_all_over()
    {
        var overlay = HeatOverlay.Draw(new Image(4, 4, 1), new HeatMap(2, 2, [0, 0, 0, 0]), sidePx: 4);
        Assert.All(overlay.Pixels.Chunk(3), pixel => Assert.Equal(overlay.Pixels[..3], pixel));
    }

    [Fact]
    public void A_map_on_its_own_goes_from_its_least_to_its_largest_value()
    {
        var picture = HeatOverlay.Draw(new HeatMap(1, 2, [-3, 5]), sidePx: 20);
        Assert.Equal((20, 10), (picture.Width, picture.Height));
        Assert.Equal([68, 1, 84], picture.Pixels[..3]);
        Assert.Equal([253, 231, 37], picture.Row(0)[^3..].ToArray());
    }

    [Fact]
    public void A_calibration_becomes_a_picture_or_an_explanation()
    {
        ClassProbabilities before = new([0, 0, 0, 1], [0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1], 2);
        ClassProbabilities after = new([0, 0, 0, 1], [0.75, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75, 0.25], 2);
        var chart = CalibrationChart.Draw(before, after, Path.Combine(_folder, "calibration.png"), "it's a title");
        if (chart.Path is null)
        {
            Assert.Contains("gnuplot-nox", chart.Problem, StringComparison.Ordinal);
            Assert.Skip("gnuplot is not installed here.");
        }

        Assert.Equal(1040, ImageCodec.Read(chart.Path).Width);
        Assert.Equal([chart.Path], Directory.EnumerateFiles(_folder)); // the numbers behind it are gone
    }
}
