using Mien.Imaging;

namespace Mien.Inference;

/// <summary>How an <see cref="AffectModel"/> works.</summary>
public sealed record AffectOptions
{
    /// <summary>Threads of one computation; 0, the default, is one per core. Programs that ask from several threads at once do best with 1.</summary>
    public int Threads
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected 0 threads (one per core) or more.");
    }

    /// <summary>
    /// Finds the faces of a picture, such as a <see cref="FaceDetector"/>; null, the default, takes every picture as one face that fills it. It
    /// is not released with the model.
    /// </summary>
    public IFaceDetector? Detector { get; init; }

    /// <summary>Below this probability an expression is uncertain, from 0 to 1; default 0: none ever is.</summary>
    public double MinConfidence
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a probability from 0 to 1.");
    }
}
