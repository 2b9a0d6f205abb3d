namespace Mien.Reports;

/// <summary>One score of several runs as bars, the best on top.</summary>
public static class ScoreBars
{
    /// <summary>The gnuplot script behind the chart, to copy and restyle. It finds the variables <c>scores</c>, <c>score</c> and <c>title</c> set.</summary>
    public static string Script => Gnuplot.EmbeddedScript("score_bars.gp");

    /// <summary>Draws the chart as PNG.</summary>
    /// <param name="scoresCsv">A header, then a row for each run: its name and its score, in the order from top to bottom.</param>
    /// <param name="score">What the score is called.</param>
    /// <param name="output">The picture; replaced in one step.</param>
    /// <param name="title">Text over it.</param>
    /// <param name="script">A gnuplot script that writes a picture to its standard output; null for <see cref="Script"/>.</param>
    /// <returns>The picture, or why there is none: gnuplot is missing, or the script failed.</returns>
    public static ChartResult Draw(string scoresCsv, string score, string output, string title = "", string? script = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(scoresCsv);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var variables = new Dictionary<string, string> { ["scores"] = Path.GetFullPath(scoresCsv), ["score"] = score, ["title"] = title };
        return Gnuplot.Draw(script ?? Script, variables, output);
    }
}
