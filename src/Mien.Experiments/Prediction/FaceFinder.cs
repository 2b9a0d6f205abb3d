using Mien.Core;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Finds faces and cuts them out as a <see cref="FaceSearch"/> says. Belongs to one thread.</summary>
internal sealed class FaceFinder(FaceSearch search) : IDisposable
{
    private readonly FaceDetector? _own = search.Detector is null ? new(new() { MinFaceFraction = search.MinFaceFraction }) : null;
    private readonly EyeDetector? _eyes = search.Align ? new() : null;

    /// <summary>The faces of a picture in reading order.</summary>
    public IReadOnlyList<DetectedFace> Find(Image picture) => ReadingOrder.Sort((search.Detector ?? _own!).Detect(picture), face => face.Box);

    /// <summary>Cuts a face out, at its own scale.</summary>
    public (Image Picture, DetectedFace Face, double TurnedDegrees) Cut(Image picture, DetectedFace face)
    {
        var eyes = search.Align ? face.Eyes ?? _eyes!.Detect(picture, face.Box) : null;
        var tilt = eyes?.TiltDegrees ?? 0;
        return (FaceCutter.Square(picture, face.Box, search.MarginFraction ?? FaceCrop.DefaultMarginFraction, tilt), face, tilt);
    }

    public void Dispose()
    {
        _own?.Dispose();
        _eyes?.Dispose();
    }
}
