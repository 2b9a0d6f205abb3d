using System.Globalization;
using Mien.Core;

namespace Mien.Reports;

/// <summary>Valence and arousal of pictures, a panel for each class.</summary>
public static class AffectScatter
{
    /// <summary>The gnuplot script behind the chart, to copy and restyle. It finds the variables <c>points</c>, <c>classes</c>, <c>name_0</c>, ... and <c>title</c> set.</summary>
    public static string Script => Gnuplot.EmbeddedScript("affect_scatter.gp");

    /// <summary>Draws the chart as PNG.</summary>
    /// <param name="pointsCsv">A header, then a row for each picture: class index, valence and arousal.</param>
    /// <param name="labels">The classes; each gets a panel.</param>
    /// <param name="output">The picture; replaced in one step.</param>
    /// <param name="title">Text over it.</param>
    /// <param name="script">A gnuplot script that writes a picture to its standard output; null for <see cref="Script"/>.</param>
    /// <returns>The picture, or why there is none: gnuplot is missing, or the script failed.</returns>
    public static ChartResult Draw(string pointsCsv, LabelSet labels, string output, string title = "", string? script = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(pointsCsv);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var variables = labels.Names.Index().ToDictionary(pair => string.Create(CultureInfo.InvariantCulture, $"name_{pair.Index}"), pair => pair.Item);
        variables["points"] = Path.GetFullPath(pointsCsv);
        variables["classes"] = labels.Count.ToString(CultureInfo.InvariantCulture);
        variables["title"] = title;
        return Gnuplot.Draw(script ?? Script, variables, output);
    }
}
