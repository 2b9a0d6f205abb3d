using System.Globalization;

namespace Mien.Reports;

/// <summary>Loss over the learning rate, as a search for a good rate finds it.</summary>
public static class LearningRateChart
{
    /// <summary>The gnuplot script behind the chart, to copy and restyle. It finds the variables <c>losses</c>, <c>suggestion</c> and <c>title</c> set.</summary>
    public static string Script => Gnuplot.EmbeddedScript("learning_rate.gp");

    /// <summary>Draws the chart as PNG.</summary>
    /// <param name="lossesCsv">A header, then rows of learning rate, loss and smoothed loss.</param>
    /// <param name="suggestion">The rate to mark; null for none.</param>
    /// <param name="output">The picture; replaced in one step.</param>
    /// <param name="title">Text over it.</param>
    /// <param name="script">A gnuplot script that writes a picture to its standard output; null for <see cref="Script"/>.</param>
    /// <returns>The picture, or why there is none: gnuplot is missing, or the script failed.</returns>
    public static ChartResult Draw(string lossesCsv, double? suggestion, string output, string title = "", string? script = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(lossesCsv);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var variables = new Dictionary<string, string>
        {
            ["losses"] = Path.GetFullPath(lossesCsv),
            ["suggestion"] = suggestion?.ToString("R", CultureInfo.InvariantCulture) ?? "",
            ["title"] = title,
        };
        return Gnuplot.Draw(script ?? Script, variables, output);
    }
}
