using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Gives the faces of videos their tracks, and smooths what is said of them along these.</summary>
public static class VideoTracking
{
    /// <summary>The same results with tracks, as they are enumerated; pictures pass unchanged. Frames of a video come in order, one video after another.</summary>
    public static IEnumerable<PredictedPicture> Follow(IEnumerable<PredictedPicture> pictures, TrackingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return Enumerate(pictures, options ?? new());
    }

    private static IEnumerable<PredictedPicture> Enumerate(IEnumerable<PredictedPicture> pictures, TrackingOptions options)
    {
        Video? video = null;
        foreach (var picture in pictures)
        {
            if (picture is not { Frame: { } frame, Time: { } time })
            {
                yield return picture;
                continue;
            }

            // The same file twice begins anew.
            if (video is null || video.File != picture.File || frame <= video.Frame)
            {
                video = new(picture.File, options);
            }

            video.Frame = frame;
            yield return picture with { Rows = video.Next(time, picture.Rows) };
        }
    }

    private sealed class Video(string file, TrackingOptions options)
    {
        private const int WholeFrame = 0; // where no faces are looked for, each frame is the same one

        private readonly FaceTracker _tracker = new(options);
        private readonly TrackSmoother _smoother = new(options);

        public string File => file;

        public long Frame { get; set; } = -1;

        public ImmutableArray<FacePrediction> Next(TimeSpan time, ImmutableArray<FacePrediction> rows)
        {
            var tracks = new Queue<(int Number, FaceBox Steady)>(_tracker.Next(time, [.. rows.Select(row => row.Box).OfType<FaceBox>()]));
            return [.. rows.Select(row => row.Box is null ? Smooth(row, WholeFrame, time) : Follow(row, tracks.Dequeue(), time))];
        }

        private FacePrediction Follow(FacePrediction row, (int Number, FaceBox Steady) track, TimeSpan time) =>
            Smooth(row with { Track = track.Number, SteadyBox = track.Steady }, track.Number, time);

        private FacePrediction Smooth(FacePrediction row, int track, TimeSpan time)
        {
            if (row.Probabilities.IsEmpty)
            {
                return row;
            }

            var (probabilities, affect) = _smoother.Next(track, time, row.Probabilities, row.Affect);
            return row with { Probabilities = probabilities, Affect = affect };
        }
    }
}
