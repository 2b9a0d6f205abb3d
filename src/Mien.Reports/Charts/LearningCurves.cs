using Mien.Core;

namespace Mien.Reports;

/// <summary>Loss and scores over the epochs of a run, from its history.csv.</summary>
public static class LearningCurves
{
    /// <summary>The gnuplot script behind the chart, to copy and restyle. Its head says which variables it finds set.</summary>
    public static string Script => Gnuplot.EmbeddedScript("learning_curves.gp");

    /// <summary>Draws the chart as PNG.</summary>
    /// <param name="historyCsv">history.csv of a run, at least one epoch.</param>
    /// <param name="output">The picture; replaced in one step.</param>
    /// <param name="title">Text over it.</param>
    /// <param name="script">A gnuplot script that writes a picture to its standard output; null for <see cref="Script"/>.</param>
    /// <returns>The picture, or why there is none: gnuplot is missing, or the script failed.</returns>
    /// <exception cref="MienException">There is no history, or no epoch in it.</exception>
    public static ChartResult Draw(string historyCsv, string output, string title = "", string? script = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(historyCsv);
        ArgumentException.ThrowIfNullOrEmpty(output);
        RequireEpochs(historyCsv);
        var variables = new Dictionary<string, string> { ["history"] = Path.GetFullPath(historyCsv), ["title"] = title, ["affect"] = HasAffect(historyCsv) ? "1" : "" };
        return Gnuplot.Draw(script ?? Script, variables, output);
    }

    private static bool HasAffect(string historyCsv) => File.ReadLines(historyCsv).First().Split(',').Contains("val_valence_ccc");

    /// <exception cref="MienException">There is no history, or no epoch in it.</exception>
    internal static void RequireEpochs(string historyCsv)
    {
        if (!File.Exists(historyCsv) || File.ReadLines(historyCsv).Take(2).Count() < 2)
        {
            throw new MienException($"Expected the history of at least one epoch in {historyCsv} but found none.");
        }
    }
}
