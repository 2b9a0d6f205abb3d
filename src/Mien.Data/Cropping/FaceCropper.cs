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
            return (tilt == 0 ? Geometry.Crop(picture, region.X, region.Y, region.Width, region.Height) : Turned(picture, region, region.Width, region.Height, tilt), region, tilt);
        }

        var square = FaceCrop.Region(face, picture.Width, picture.Height, options.MarginFraction);
        var side = Math.Max(square.Width, square.Height);
        var isWhole = tilt == 0 && square.Width == square.Height;
        return (Resized(isWhole ? Geometry.Crop(picture, square.X, square.Y, side, side) : Turned(picture, square, side, side, tilt)), square, tilt);
    }

    /// <summary>The whole picture in the shape that crops have.</summary>
    public (Image Picture, FaceBox Region) Keep(Image picture)
    {
        var all = new FaceBox(0, 0, picture.Width, picture.Height);
        var side = Math.Max(picture.Width, picture.Height);
        var shaped = options.Square && picture.Width != picture.Height ? Turned(picture, all, side, side, tiltDegrees: 0) : picture;
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

    // The region's middle stays in the middle; what lies beyond the picture repeats its edge, which detectors and models mind least.
    private static Image Turned(Image picture, FaceBox region, int width, int height, double tiltDegrees)
    {
        var (cos, sin) = (Math.Cos(tiltDegrees * Math.PI / 180), Math.Sin(tiltDegrees * Math.PI / 180));
        var (fromX, fromY) = (region.X + ((region.Width - 1) / 2.0), region.Y + ((region.Height - 1) / 2.0));
        var (toX, toY) = ((width - 1) / 2.0, (height - 1) / 2.0);
        ReadOnlySpan<double> matrix = [cos, sin, toX - (cos * fromX) - (sin * fromY), -sin, cos, toY + (sin * fromX) - (cos * fromY)];
        return Geometry.WarpAffine(picture, matrix, width, height, Interpolation.Linear, BorderMode.Replicate);
    }

    private Image Resized(Image picture) =>
        options.SizePx is { } side && (picture.Width != side || picture.Height != side)
            ? Geometry.Resize(picture, side, side, side < picture.Width ? Interpolation.Area : Interpolation.Cubic)
            : picture;
}
