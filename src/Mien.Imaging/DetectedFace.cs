using Mien.Core;

namespace Mien.Imaging;

/// <summary>A face that was found in a picture.</summary>
/// <param name="Box">Where, in pixels, inside the picture; a face at its edge is cut there, so a box need not be square.</param>
public sealed record DetectedFace(FaceBox Box)
{
    /// <summary>How sure the detector is, in [0, 1]; null for a detector that does not say, such as the cascade.</summary>
    public double? Score { get; init; }

    /// <summary>The middles of the eyes; null where the detector finds none. They may lie outside the picture where the face is cut.</summary>
    public EyePair? Eyes { get; init; }
}
