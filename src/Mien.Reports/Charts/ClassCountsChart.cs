using System.Globalization;

namespace Mien.Reports;

/// <summary>Bars of how many pictures each class has in each split.</summary>
public static class ClassCountsChart
{
    /// <summary>The gnuplot script behind the chart, to copy and restyle. It finds the variables <c>counts</c>, <c>splits</c> and <c>title</c> set.</summary>
    public static string Script => Gnuplot.EmbeddedScript("class_counts.gp");

    /// <summary>Draws the chart as PNG.</summary>
    /// <param name="countsCsv">A row for each class: its name and its number of pictures in each split; the header names the splits.</param>
    /// <param name="splitCount">Number of splits, at least 1.</param>
    /// <param name="output">The picture; replaced in one step.</param>
    /// <param name="title">Text over it.</param>
    /// <param name="script">A gnuplot script that writes a picture to its standard output; null for <see cref="Script"/>.</param>
    /// <returns>The picture, or why there is none: gnuplot is missing, or the script failed.</returns>
    public static ChartResult Draw(string countsCsv, int splitCount, string output, string title = "", string? script = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(countsCsv);
        ArgumentException.ThrowIfNullOrEmpty(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(splitCount, 1);
        var variables = new Dictionary<string, string>
        {
            ["counts"] = Path.GetFullPath(countsCsv),
            ["splits"] = splitCount.ToString(CultureInfo.InvariantCulture),
            ["title"] = title,
        };
        return Gnuplot.Draw(script ?? Script, variables, output);
    }
}
