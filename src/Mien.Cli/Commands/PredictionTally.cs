using System.Diagnostics;
using System.Globalization;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>Counts what became of pictures, to say so at the end.</summary>
internal sealed class PredictionTally
{
    private readonly int[] _rows = new int[(int)PredictionStatus.TooLarge + 1]; // by status
    private readonly HashSet<string> _videos = [];
    private long _pictureCount, _frameCount, _faceCount, _start;

    /// <summary>Whether an input failed.</summary>
    public bool HasFailure { get; private set; }

    /// <summary>The rows of pictures, counted while they pass.</summary>
    public IEnumerable<FacePrediction> Count(IEnumerable<PredictedPicture> pictures)
    {
        foreach (var picture in pictures)
        {
            Count(picture);
            foreach (var row in picture.Rows)
            {
                _rows[(int)row.Status]++;
                HasFailure |= row.Status.IsFailure();
                _faceCount += row.Probabilities.IsEmpty ? 0 : 1;
                yield return row;
            }
        }
    }

    // The first frame only starts the clock, so that loading the model and opening the video do not count.
    private void Count(PredictedPicture picture)
    {
        if (picture.Video is null && !IsProblemOfVideo(picture))
        {
            _pictureCount++;
            return;
        }

        _videos.Add(picture.File);
        if (picture.Video is not null)
        {
            _start = _frameCount == 0 ? Stopwatch.GetTimestamp() : _start;
            _frameCount++;
        }
    }

    // One that comes after the last frame, or instead of the first.
    private static bool IsProblemOfVideo(PredictedPicture picture) =>
        picture.Frame is not null || (picture.Rows is [{ Status: var status }] && status.IsFailure() && Inputs.IsVideo(picture.File));

    private string Amount()
    {
        var rate = (_frameCount - 1) / Math.Max(1e-9, Stopwatch.GetElapsedTime(_start).TotalSeconds);
        var frames = string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(_frameCount, "frame")} of {Counted.Of(_videos.Count, "video")}{(_frameCount > 1 ? $", {rate:0.#} frames/s" : "")}");
        return _videos.Count == 0 ? Counted.Of(_pictureCount, "picture") : _pictureCount == 0 ? frames : $"{Counted.Of(_pictureCount, "picture")} and {frames}";
    }

    /// <summary>What was done, in a line or two.</summary>
    public string Text()
    {
        List<string> rest = [];
        for (var status = PredictionStatus.Uncertain; status <= PredictionStatus.TooLarge; status++)
        {
            if (_rows[(int)status] is > 0 and var count)
            {
                rest.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {status.Name()}"));
            }
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(_faceCount, "face")} in {Amount()}{(rest.Count > 0 ? ": " : "")}{string.Join(", ", rest)}.");
        return _faceCount == 0 && _rows[(int)PredictionStatus.NoFace] > 0
            ? text + "\nFor pictures that are faces already, cut out like those of a dataset, add --no-detect."
            : text;
    }
}
