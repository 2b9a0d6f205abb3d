using System.Diagnostics;
using System.Globalization;
using Mien.Experiments;

namespace Mien.Cli;

/// <summary>Shows how far a video has come, with frames a second and the time left.</summary>
internal sealed class VideoProgress(ProgressLine line)
{
    private string? _file;
    private long _start;
    private long _count;

    /// <summary>The same results, shown while they pass.</summary>
    public IEnumerable<PredictedPicture> Watch(IEnumerable<PredictedPicture> pictures)
    {
        foreach (var picture in pictures)
        {
            if (picture is { Frame: { } frame, Video: { } video })
            {
                Show(picture.File, frame, video);
            }

            yield return picture;
        }

        line.Clear();
    }

    private void Show(string file, long frame, VideoFacts video)
    {
        if (file != _file)
        {
            (_file, _start, _count) = (file, Stopwatch.GetTimestamp(), 0);
        }

        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var rate = seconds > 0 ? _count / seconds : 0; // the first one only starts the clock
        _count++;
        if (video.FrameCount is { } total)
        {
            var fraction = Math.Min(1, (frame + 1.0) / total);
            var left = seconds > 0 ? ProgressLine.Duration(TimeSpan.FromSeconds(Math.Min(1e6, seconds * (1 - fraction) / fraction))) : "?";
            line.Show(fraction * 0.9999, Path.GetFileName(file), string.Create(CultureInfo.InvariantCulture, $"frame {frame + 1}/{total}  {rate:0} frames/s  {left} left"));
        }
        else
        {
            line.Show(0, file, string.Create(CultureInfo.InvariantCulture, $"frame {frame + 1}  {rate:0} frames/s  Ctrl-C ends"));
        }
    }
}
