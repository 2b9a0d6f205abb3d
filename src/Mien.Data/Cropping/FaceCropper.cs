using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Cropping;

/// <summary>Cuts faces out of pictures; each thread has its own.</summary>
internal sealed class FaceCropper(CropOptions options) : IDisposable
{
    private readonly FaceDetector _faces = new();
    private readonly EyeDetector? _eyes = options.Align ? new() : null;

    /// <summary>The faces of a picture, largest first.</summary>
    public IReadOnlyList<FaceBox> Find(Image picture) => [.. _faces.Detect(picture).Select(face => face.Box)];

    /// <summary>Cuts a face out.</summary>
    public (Image Picture, FaceBox Region, double TurnedDegrees) Cut(Image picture, FaceBox face)
    {
        var tilt = _eyes?.Detect(picture, face)?.TiltDegrees ?? 0;
        if (!options.Square)
        {
            var region = WithMargin(picture, face);
            return (FaceCutter.Region(picture, region, region.Width, region.Height, tilt), region, tilt);
        }

        var square = FaceCrop.Region(face, picture.Width, picture.Height, options.MarginFraction);
        return (Resized(FaceCutter.Square(picture, face, options.MarginFraction, tilt)), square, tilt);
    }

    /// <summary>The whole picture in the shape that crops have.</summary>
    public (Image Picture, FaceBox Region) Keep(Image picture)
    {
        var all = new FaceBox(0, 0, picture.Width, picture.Height);
        var side = Math.Max(picture.Width, picture.Height);
        var shaped = options.Square && picture.Width != picture.Height ? FaceCutter.Region(picture, all, side, side) : picture;
        return (Resized(shaped), all);
    }

    public void Dispose()
    {
        _faces.Dispose();
        _eyes?.Dispose();
    }

    private FaceBox WithMargin(Image picture, FaceBox face)
    {
        var (x, y) = ((int)Math.Round(face.Width * options.MarginFraction), (int)Math.Round(face.Height * options.MarginFraction));
        var (left, top) = (Math.Max(0, face.X - x), Math.Max(0, face.Y - y));
        return new(left, top, Math.Min(picture.Width, face.X + face.Width + x) - left, Math.Min(picture.Height, face.Y + face.Height + y) - top);
    }

    private Image Resized(Image picture) =>
        options.SizePx is { } side && (picture.Width != side || picture.Height != side)
            ? Geometry.Resize(picture, side, side, side < picture.Width ? Interpolation.Area : Interpolation.Cubic)
            : picture;
}
