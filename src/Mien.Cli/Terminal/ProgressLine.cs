using System.Globalization;
using System.Text;
using Mien.Reports;

namespace Mien.Cli;

/// <summary>
/// One line at the bottom of the terminal that is rewritten in place, below lines that stay. Where the errors do not go to a
/// terminal only the lines that stay are written, so logs are clean. Any thread may report.
/// </summary>
/// <param name="error">Where to.</param>
/// <param name="isLive">Whether the line may be rewritten: the output is a terminal.</param>
/// <param name="time">Clock of rates.</param>
internal sealed class ProgressLine(TextWriter error, bool isLive, TimeProvider time) : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _drawnAt;
    private bool _isDrawn;

    /// <summary>Live where errors go to a terminal that can move its cursor.</summary>
    public static ProgressLine For(TextWriter error) =>
        new(error, ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb", TimeProvider.System);

    /// <summary>Counts to a total with bar, rate and time left.</summary>
    /// <param name="what">What is being done, such as "drawing faces".</param>
    /// <param name="total">What it counts to.</param>
    /// <param name="unit">What is counted, for the rate: "pictures".</param>
    public IProgress<int> Counter(string what, int total, string unit) => new Counting(this, what, total, unit);

    /// <summary>Shows a bar with a text, at most ten times a second unless it is the last.</summary>
    public void Show(double fraction, string before, string after)
    {
        lock (_lock)
        {
            if (!isLive || (_isDrawn && fraction < 1 && time.GetElapsedTime(_drawnAt) < RedrawInterval))
            {
                return;
            }

            (_isDrawn, _drawnAt) = (true, time.GetTimestamp());
            error.Write($"\r{Fit($"{before} {Bar(fraction)} {after}")}\e[K");
        }
    }

    /// <summary>Writes a line that stays.</summary>
    public void WriteLine(string text)
    {
        lock (_lock)
        {
            Erase();
            error.WriteLine(text);
        }
    }

    /// <summary>Takes the moving line away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Erase();
        }
    }

    /// <summary>Takes the moving line away.</summary>
    public void Dispose() => Clear();

    /// <summary>Such as <c>0:07</c>, <c>12:40</c> or <c>1:02:03</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        var rounded = TimeSpan.FromSeconds(Math.Ceiling(span.TotalSeconds));
        return rounded.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)rounded.TotalHours}:{rounded.Minutes:00}:{rounded.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{rounded.Minutes}:{rounded.Seconds:00}");
    }

    private static string Bar(double fraction)
    {
        var filled = (int)(Math.Clamp(fraction, 0, 1) * BarWidth);
        return string.Create(CultureInfo.InvariantCulture, $"{new string('━', filled)}{new string('─', BarWidth - filled)} {Math.Clamp(fraction, 0, 1) * 100,3:0} %");
    }

    // A line longer than the terminal would wrap, and the next one would be written below it.
    private static string Fit(string text)
    {
        var width = Console.WindowWidth is > 20 and var columns ? columns - 1 : 79;
        var fitted = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += TextTable.WidthOf(rune.ToString());
            if (used > width)
            {
                break;
            }

            fitted.Append(rune);
        }

        return fitted.ToString();
    }

    private void Erase()
    {
        if (_isDrawn)
        {
            error.Write("\r\e[K");
            _isDrawn = false;
        }
    }

    private sealed class Counting(ProgressLine line, string what, int total, string unit) : IProgress<int>
    {
        private readonly long _start = line.Time.GetTimestamp();

        public void Report(int value)
        {
            if (!line.IsLive)
            {
                return; // writing the text takes longer than moving a file
            }

            var seconds = line.Time.GetElapsedTime(_start).TotalSeconds;
            var rate = seconds > 0 ? value / seconds : 0;
            var left = rate > 0 ? Duration(TimeSpan.FromSeconds((total - value) / rate)) : "?";
            line.Show((double)value / total, what, string.Create(CultureInfo.InvariantCulture, $"{value}/{total}  {rate:0} {unit}/s  {left} left"));
        }
    }

    private TimeProvider Time => time;

    private bool IsLive => isLive;
}
