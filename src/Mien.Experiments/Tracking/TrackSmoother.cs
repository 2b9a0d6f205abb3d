using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Exponential means along tracks, over time and not over frames, so that they do not depend on the frame rate.</summary>
internal sealed class TrackSmoother(TrackingOptions options)
{
    private readonly Dictionary<int, State> _states = [];

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

    private void Forget(TimeSpan time)
    {
        foreach (var (track, state) in _states)
        {
            if (time - state.Time > options.MaxGap)
            {
                _states.Remove(track);
            }
        }
    }

    private sealed record State(TimeSpan Time, ImmutableArray<float> Probabilities, ValenceArousal? Affect);
}
