using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Exponential means along tracks, over time and not over frames, so that they do not depend on the frame rate.</summary>
internal sealed class TrackSmoother(TrackingOptions options)
{
    private readonly Dictionary<int, State> _states = [];
    private TimeSpan _frame, _frameBefore;

    /// <summary>Probabilities, which still sum to 1, and affect of a track with this frame.</summary>
    public (ImmutableArray<float> Probabilities, ValenceArousal? Affect) Next(int track, TimeSpan time, ImmutableArray<float> probabilities, ValenceArousal? affect)
    {
        if (options.SmoothSeconds == 0)
        {
            return (probabilities, affect);
        }

        Forget(time);
        if (_states.TryGetValue(track, out var old))
        {
            var share = 1 - Math.Exp(-(time - old.Time).TotalSeconds / options.SmoothSeconds);
            probabilities = [.. old.Probabilities.Zip(probabilities, (before, now) => (float)(before + (share * (now - before))))];
            affect = old.Affect is { } last && affect is { } next ? Mean(last, next, share) : affect;
        }

        _states[track] = new(time, probabilities, affect);
        return (probabilities, affect);
    }

    private static ValenceArousal Mean(ValenceArousal before, ValenceArousal now, double share) =>
        new(before.Valence + (share * (now.Valence - before.Valence)), before.Arousal + (share * (now.Arousal - before.Arousal)));

    // As tracks are: who was in the frame before is followed however long ago that is.
    private void Forget(TimeSpan time)
    {
        if (time == _frame)
        {
            return;
        }

        (_frameBefore, _frame) = (_frame, time);
        foreach (var (track, state) in _states)
        {
            if (time - state.Time > options.MaxGap && state.Time != _frameBefore)
            {
                _states.Remove(track);
            }
        }
    }

    private sealed record State(TimeSpan Time, ImmutableArray<float> Probabilities, ValenceArousal? Affect);
}
