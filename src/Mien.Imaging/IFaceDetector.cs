namespace Mien.Imaging;

/// <summary>Finds the faces of a picture.</summary>
/// <remarks>Deterministic, and safe to share between threads, though some detectors let threads take turns.</remarks>
public interface IFaceDetector : IDisposable
{
    /// <summary>The faces of a picture, largest first; those of equal size from top to bottom, then from left to right.</summary>
    /// <param name="image">The picture, grey or RGB, of any size.</param>
    /// <returns>Faces whose boxes lie inside the picture; none where there is none.</returns>
    IReadOnlyList<DetectedFace> Detect(Image image);
}
