using Mien.Core;

namespace Mien.Experiments;

/// <summary>
/// Follows faces from frame to frame: a face belongs to the track whose expected place it overlaps, all faces together as well as possible.
/// Tracks move on at their speed while their face is not found, which carries them past each other and over missed frames.
/// </summary>
/// <remarks>Of one video, its frames in order. Pure: equal boxes give equal tracks.</remarks>
public sealed class FaceTracker(TrackingOptions options)
{
    private readonly List<MovingBox> _tracks = [];
    private TimeSpan _last;
    private int _count;

    /// <summary>Takes the faces of the next frame.</summary>
    /// <param name="time">Of the frame; not before the one before.</param>
    /// <param name="faces">Their boxes.</param>
    /// <returns>The track of each face, all different, numbered from 1 in the order of their appearance; and its box without the detector's trembling.</returns>
    public IReadOnlyList<(int Track, FaceBox Steady)> Next(TimeSpan time, IReadOnlyList<FaceBox> faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        // Who was in the frame before is followed however long ago that is: frames may be seconds apart.
        _tracks.RemoveAll(track => time - track.LastSeen > options.MaxGap && track.LastSeen != _last);
        _last = time;
        var trackOf = Match(time, faces);
        var result = new (int, FaceBox)[faces.Count];
        foreach (var (index, face) in faces.Index())
        {
            if (trackOf[index] is { } track)
            {
                track.See(time, face);
            }
            else
            {
                _tracks.Add(track = new(++_count, time, face));
            }

            result[index] = (track.Number, track.Box);
        }

        return result;
    }

    private MovingBox?[] Match(TimeSpan time, IReadOnlyList<FaceBox> faces)
    {
        var overlaps = new double[faces.Count, _tracks.Count];
        foreach (var (column, track) in _tracks.Index())
        {
            foreach (var (row, face) in faces.Index())
            {
                var overlap = track.OverlapAt(time, face);
                overlaps[row, column] = overlap >= options.MinOverlap ? overlap : 0; // a pair below counts as none
            }
        }

        return [.. Assignment.Best(overlaps).Select((column, row) => column >= 0 && overlaps[row, column] > 0 ? _tracks[column] : null)];
    }
}
