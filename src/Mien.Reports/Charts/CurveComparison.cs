using System.Globalization;
using Mien.Core;

namespace Mien.Reports;

/// <summary>Loss, accuracy and macro F1 of several runs over their epochs, side by side.</summary>
public static class CurveComparison
{
    /// <summary>The gnuplot script behind the chart, to copy and restyle. It finds the variables <c>count</c>, <c>history_0</c>, <c>name_0</c>, <c>history_1</c>, ... set.</summary>
    public static string Script => Gnuplot.EmbeddedScript("curve_comparison.gp");

    /// <summary>Draws the chart as PNG.</summary>
    /// <param name="runs">Name and history.csv of each run, at least one epoch.</param>
    /// <param name="output">The picture; replaced in one step.</param>
    /// <param name="script">A gnuplot script that writes a picture to its standard output; null for <see cref="Script"/>.</param>
    /// <returns>The picture, or why there is none: gnuplot is missing, or the script failed.</returns>
    /// <exception cref="MienException">A run has no finished epoch.</exception>
    public static ChartResult Draw(IReadOnlyList<(string Name, string HistoryCsv)> runs, string output, string? script = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var variables = new Dictionary<string, string> { ["count"] = runs.Count.ToString(CultureInfo.InvariantCulture) };
        foreach (var (index, (name, history)) in runs.Index())
        {
            LearningCurves.RequireEpochs(history);
            variables[string.Create(CultureInfo.InvariantCulture, $"history_{index}")] = Path.GetFullPath(history);
            variables[string.Create(CultureInfo.InvariantCulture, $"name_{index}")] = name;
        }

        return Gnuplot.Draw(script ?? Script, variables, output);
    }
}
