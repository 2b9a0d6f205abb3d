using System.Globalization;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Reports;

/// <summary>Accuracy against confidence before and after calibration, side by side.</summary>
public static class CalibrationChart
{
    /// <summary>Draws the chart as PNG.</summary>
    /// <param name="before">Labels and probabilities as the network gives them.</param>
    /// <param name="after">The same pictures, calibrated.</param>
    /// <param name="output">The picture; replaced in one step.</param>
    /// <param name="title">Text over it.</param>
    /// <returns>The picture, or why there is none: gnuplot is missing, or the script failed.</returns>
    public static ChartResult Draw(ClassProbabilities before, ClassProbabilities after, string output, string title)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        var numbers = output + ".csv";
        var rows = Calibration.Bins(before).Zip(Calibration.Bins(after), (first, second) => string.Create(
            CultureInfo.InvariantCulture, $"{first.Low:R},{first.High:R},{Fields(first)},{Fields(second)}"));
        try
        {
            AtomicFile.WriteText(numbers, string.Concat(rows.Prepend("low,high,count,accuracy,confidence,count_after,accuracy_after,confidence_after").Select(row => row + "\n")));
            return Gnuplot.Draw(Gnuplot.EmbeddedScript("calibration.gp"), new Dictionary<string, string>
            {
                ["bins"] = Path.GetFullPath(numbers),
                ["before"] = Caption("before", before),
                ["after"] = Caption("after", after),
                ["title"] = title,
            }, output);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, $"{output} cannot be written: {e.Message}");
        }
        finally
        {
            File.Delete(numbers);
        }
    }

    private static string Caption(string name, ClassProbabilities predictions) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: expected calibration error {Calibration.ExpectedError(predictions):0.000}");

    private static string Fields(ReliabilityBin bin) =>
        bin.Count == 0 ? "0,," : string.Create(CultureInfo.InvariantCulture, $"{bin.Count},{bin.Accuracy:R},{bin.Confidence:R}");
}
