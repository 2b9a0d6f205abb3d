using Mien.Core;

namespace Mien.Imaging;

/// <summary>How the face detector searches.</summary>
public sealed record FaceDetectorOptions
{
    /// <summary>Factor between the sizes that are tried, above 1; smaller finds more and takes longer. The default is 1.1.</summary>
    public double ScaleStep { get; init; } = 1.1;

    /// <summary>How many overlapping hits make a face, at least 0; larger means fewer false alarms. The default is 4.</summary>
    public int MinNeighbours { get; init; } = 4;

    /// <summary>Smallest face as a fraction of the picture's shorter side, in [0, 1]. The default is 0.1; 20 pixels is the least in any case.</summary>
    public double MinFaceFraction { get; init; } = 0.1;
}

/// <summary>Finds upright frontal faces with OpenCV's boosted cascade (Viola and Jones 2001; file of Debian's opencv-data).</summary>
/// <remarks>Deterministic. Safe to share between threads, which then take turns; for parallel work give each thread its own.</remarks>
public sealed class FaceDetector : IFaceDetector
{
    private const int WindowPx = 20; // side of the window that the cascade was trained on
    private readonly Cascade _cascade;
    private readonly FaceDetectorOptions _options;

    /// <summary>Loads the cascade: the file named by the environment variable MIEN_CASCADE, or the one of the opencv-data package.</summary>
    /// <param name="options">How to search; null for the defaults.</param>
    /// <exception cref="MienException">The file is missing or no cascade; the message says how to get it.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public FaceDetector(FaceDetectorOptions? options = null)
    {
        _options = Check(options ?? new FaceDetectorOptions());
        _cascade = new Cascade(CascadeFile.Require());
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<DetectedFace> Detect(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var minSize = Math.Max(WindowPx, (int)(Math.Min(image.Width, image.Height) * _options.MinFaceFraction));
        var searched = Shrink(Colour.ToGrey(image), minSize);
        var (scaleX, scaleY) = ((double)image.Width / searched.Width, (double)image.Height / searched.Height);
        var found = _cascade.Detect(searched, _options.ScaleStep, _options.MinNeighbours, Math.Max(WindowPx, (int)(minSize / Math.Max(scaleX, scaleY))));
        return [.. Outermost(found).Select(box => new DetectedFace(searched.Width == image.Width ? box : Enlarge(box, scaleX, scaleY, image)))];
    }

    // What is found inside of a larger face is a mouth or an eye.
    private static List<FaceBox> Outermost(IReadOnlyList<FaceBox> largestFirst)
    {
        var kept = new List<FaceBox>();
        foreach (var box in largestFirst)
        {
            if (!kept.Any(larger => 2 * CommonArea(larger, box) > (long)box.Width * box.Height))
            {
                kept.Add(box);
            }
        }

        return kept;
    }

    private static long CommonArea(FaceBox a, FaceBox b)
    {
        var width = Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X);
        var height = Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y);
        return width > 0 && height > 0 ? (long)width * height : 0;
    }

    // The cascade shrinks the picture until its window of 20 pixels covers a face, so more pixels than twice that for the smallest face cost time alone.
    // Shrinking by one of its own steps leaves it the same sizes to try.
    private Image Shrink(Image grey, int minSizePx)
    {
        var steps = (int)Math.Floor(Math.Log(minSizePx / (2.0 * WindowPx)) / Math.Log(_options.ScaleStep));
        if (steps < 1)
        {
            return grey;
        }

        var scale = Math.Pow(_options.ScaleStep, steps);
        return Geometry.Resize(grey, Math.Max(1, (int)Math.Round(grey.Width / scale)), Math.Max(1, (int)Math.Round(grey.Height / scale)), Interpolation.Area);
    }

    private static FaceBox Enlarge(FaceBox box, double scaleX, double scaleY, Image image)
    {
        var (x, y) = ((int)Math.Round(box.X * scaleX), (int)Math.Round(box.Y * scaleY));
        var sizes = Math.Max(scaleX, scaleY); // one for both, so that squares stay squares
        return new(x, y, Math.Min((int)Math.Round(box.Width * sizes), image.Width - x), Math.Min((int)Math.Round(box.Height * sizes), image.Height - y));
    }

    /// <inheritdoc/>
    public void Dispose() => _cascade.Dispose();

    private static FaceDetectorOptions Check(FaceDetectorOptions options) =>
        options is { ScaleStep: > 1 and < 10, MinNeighbours: >= 0, MinFaceFraction: >= 0 and <= 1 }
            ? options
            : throw new ArgumentException($"Expected a scale step in (1, 10), neighbours of at least 0 and a face fraction in [0, 1] but got {options}.", nameof(options));
}
