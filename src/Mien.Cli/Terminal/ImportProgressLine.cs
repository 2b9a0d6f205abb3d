using System.Diagnostics;
using System.Globalization;
using Mien.Data.Importing;

namespace Mien.Cli;

/// <summary>Shows how far an import is. The number of pictures is not known before, so the bar follows the part of the source that was read.</summary>
internal sealed class ImportProgressLine(ProgressLine line, string what) : IProgress<ImportProgress>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Report(ImportProgress value)
    {
        var elapsed = _watch.Elapsed;
        var rate = value.Pictures / Math.Max(elapsed.TotalSeconds, 1e-3);
        var left = value.Fraction > 0 ? ProgressLine.Duration(elapsed * ((1 - value.Fraction) / value.Fraction)) : "?";
        line.Show(value.Fraction, what, string.Create(CultureInfo.InvariantCulture, $"{value.Pictures} pictures  {rate:0} pictures/s  {left} left"));
    }
}
