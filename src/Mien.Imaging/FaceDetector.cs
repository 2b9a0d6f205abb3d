using Mien.Core;
using Mien.Imaging.Interop;

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
public sealed class FaceDetector : IDisposable
{
    private const int WindowPx = 20; // side of the window that the cascade was trained on
    private const int Capacity = 1024;
    private readonly CascadeHandle _cascade;
    private readonly FaceDetectorOptions _options;
    private readonly Lock _turn = new();

    /// <summary>Loads the cascade: the file named by the environment variable MIEN_CASCADE, or the one of the opencv-data package.</summary>
    /// <param name="options">How to search; null for the defaults.</param>
    /// <exception cref="MienException">The file is missing or no cascade; the message says how to get it.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public FaceDetector(FaceDetectorOptions? options = null)
    {
        _options = Check(options ?? new FaceDetectorOptions());
        var path = CascadeFile.Require();
        Vision.EnsureInitialized();
        if (NativeMethods.mien_vision_cascade_load(path, out _cascade) != 0)
        {
            throw new MienException($"Faces cannot be found: '{path}' is not a cascade file of OpenCV.");
        }
    }

    /// <summary>The faces of a picture, largest first; those of equal size from top to bottom, then from left to right.</summary>
    /// <returns>Boxes inside the picture; a face at its edge is cut there, so a box need not be square.</returns>
    /// <exception cref="ObjectDisposedException">The detector was disposed.</exception>
    public IReadOnlyList<FaceBox> Detect(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var grey = Colour.ToGrey(image);
        var minSize = Math.Max(WindowPx, (int)(Math.Min(image.Width, image.Height) * _options.MinFaceFraction));
        var boxes = new int[Capacity * 4];
        int count;
        lock (_turn)
        {
            Vision.Check(NativeMethods.mien_vision_cascade_detect(
                _cascade, grey.Pixels, grey.Width, grey.Height, _options.ScaleStep, _options.MinNeighbours, minSize, boxes, Capacity, out count));
        }

        return [.. Enumerable.Range(0, count).Select(i => new FaceBox(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]))];
    }

    /// <inheritdoc/>
    public void Dispose() => _cascade.Dispose();

    private static FaceDetectorOptions Check(FaceDetectorOptions options) =>
        options is { ScaleStep: > 1 and < 10, MinNeighbours: >= 0, MinFaceFraction: >= 0 and <= 1 }
            ? options
            : throw new ArgumentException($"Expected a scale step in (1, 10), neighbours of at least 0 and a face fraction in [0, 1] but got {options}.", nameof(options));
}
