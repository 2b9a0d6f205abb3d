namespace Mien.Inference;

/// <summary>How <see cref="YuNetDetector"/> searches.</summary>
public sealed record YuNetOptions
{
    /// <summary>Least score of a face, in [0, 1]; default 0.7.</summary>
    public double MinScore
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a score from 0 to 1.");
    } = 0.7;

    /// <summary>Two boxes whose common area is more than this part of what they cover together are one face; in [0, 1], default 0.3.</summary>
    public double MaxOverlap
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected an overlap from 0 to 1.");
    } = 0.3;

    /// <summary>
    /// Longer side in pixels to which pictures are shrunk for a network that takes any size, 32 to 4096; default 640. Faces of about a
    /// sixtieth of it are found.
    /// </summary>
    public int MaxSidePx
    {
        get;
        init => field = value is >= 32 and <= 4096 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a side from 32 to 4096 pixels.");
    } = 640;

    /// <summary>Threads of one search; default 1, which is best where several threads share the detector. 0 is one per core.</summary>
    public int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected 0 threads (one per core) or more.");
    } = 1;
}
