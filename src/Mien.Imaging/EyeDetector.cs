using Mien.Core;

namespace Mien.Imaging;

/// <summary>The eyes of a face, in pixels of the picture.</summary>
/// <param name="LeftX">Middle of the eye at the left of the picture, which is the person's right one.</param>
/// <param name="LeftY">Its height.</param>
/// <param name="RightX">Middle of the eye at the right of the picture.</param>
/// <param name="RightY">Its height.</param>
public readonly record struct EyePair(double LeftX, double LeftY, double RightX, double RightY)
{
    /// <summary>By how much the line from the left to the right eye falls, in degrees; turning the picture counter-clockwise by it makes the line level.</summary>
    public double TiltDegrees => Math.Atan2(RightY - LeftY, RightX - LeftX) * 180 / Math.PI;
}

/// <summary>Finds the eyes of a face with OpenCV's boosted cascade (Viola and Jones 2001; file of Debian's opencv-data).</summary>
/// <remarks>Deterministic. Safe to share between threads, which then take turns; for parallel work give each thread its own.</remarks>
public sealed class EyeDetector : IDisposable
{
    // The upper part of the face at one size, so that a large photo takes no longer than a small one.
    private const int SearchWidthPx = 200;
    private const double SearchedHeight = 0.6;

    private const double ScaleStep = 1.05;
    private const int MinNeighbours = 3;
    private const double MinEyeFraction = 0.12; // of the width of the face

    // Eyes are about half the width of the detector's box apart. Other pairs are an eye and a brow, a nostril or a shadow.
    private const double LeastDistance = 0.25, MostDistance = 0.65, MostTiltDegrees = 30;

    private readonly Cascade _cascade;

    /// <summary>Loads the cascade of the opencv-data package.</summary>
    /// <exception cref="MienException">It is not installed; the message says how to get it.</exception>
    public EyeDetector() => _cascade = new Cascade(CascadeFile.RequireEyes());

    /// <summary>The eyes of a face, or null where they are not both found: closed, covered, turned away or tilted by more than 30 degrees.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="face">A face in it.</param>
    public EyePair? Detect(Image image, FaceBox face)
    {
        ArgumentNullException.ThrowIfNull(image);
        var height = Math.Max(1, (int)(face.Height * SearchedHeight));
        var scale = (double)SearchWidthPx / face.Width;
        var part = Geometry.Crop(image, face.X, face.Y, face.Width, height);
        var searched = Geometry.Resize(part, SearchWidthPx, Math.Max(1, (int)Math.Round(height * scale)), scale < 1 ? Interpolation.Area : Interpolation.Linear);
        var found = _cascade.Detect(searched, ScaleStep, MinNeighbours, (int)(MinEyeFraction * SearchWidthPx));
        return Choose(found, SearchWidthPx) is { } eyes ? new(X(eyes.LeftX), Y(eyes.LeftY), X(eyes.RightX), Y(eyes.RightY)) : null;

        double X(double x) => face.X + (x / scale);
        double Y(double y) => face.Y + (y / scale);
    }

    /// <inheritdoc/>
    public void Dispose() => _cascade.Dispose();

    /// <summary>The most level of the likely pairs, one on each side of the middle; of equally level ones the first in the order given.</summary>
    internal static EyePair? Choose(IReadOnlyList<FaceBox> found, int faceWidth)
    {
        var pairs = from left in found
                    from right in found
                    let pair = new EyePair(Middle(left.X, left.Width), Middle(left.Y, left.Height), Middle(right.X, right.Width), Middle(right.Y, right.Height))
                    where pair.LeftX < faceWidth / 2.0 && pair.RightX > faceWidth / 2.0
                    let distance = Math.Sqrt(Math.Pow(pair.RightX - pair.LeftX, 2) + Math.Pow(pair.RightY - pair.LeftY, 2)) / faceWidth
                    where distance is >= LeastDistance and <= MostDistance && Math.Abs(pair.TiltDegrees) <= MostTiltDegrees
                    orderby Math.Abs(pair.TiltDegrees)
                    select (EyePair?)pair;
        return pairs.FirstOrDefault();
    }

    private static double Middle(int start, int length) => start + ((length - 1) / 2.0);
}
