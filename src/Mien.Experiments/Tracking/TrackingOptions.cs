using Mien.Core;

namespace Mien.Experiments;

/// <summary>How faces are followed through a video.</summary>
public sealed record TrackingOptions
{
    /// <summary>
    /// Time constant of the exponential smoothing of probabilities, valence and arousal along a track, in seconds: what was seen so long ago counts
    /// 1/e of what is seen now. In [0, 60]; 0 leaves every frame as it is; default 0.25.
    /// </summary>
    public double SmoothSeconds
    {
        get;
        init => field = value is >= 0 and <= 60 ? value : throw new ConfigException($"Expected smoothing over 0 to 60 seconds but got {value}.");
    } = 0.25;

    /// <summary>Least overlap, intersection over union, of a face with the place where its track is expected; in (0, 1), default 0.2.</summary>
    public double MinOverlap { get; init; } = 0.2;

    /// <summary>How long a track waits for a face that is not found, such as behind a hand; default one second.</summary>
    public TimeSpan MaxGap { get; init; } = TimeSpan.FromSeconds(1);
}
