using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>
/// A loaded cascade of OpenCV, which finds things of one kind. Upright Haar features are searched by a kernel that finds what OpenCV finds in a fifth
/// of its time, other cascades by OpenCV itself. Threads that share it take turns.
/// </summary>
internal sealed class Cascade : IDisposable
{
    private const int Capacity = 1024;

    private readonly CascadeHandle _handle;
    private readonly Lock _turn = new();

    /// <param name="path">The file.</param>
    /// <param name="useOpenCv">Search with OpenCV in any case.</param>
    /// <exception cref="MienException">The file is no cascade.</exception>
    public Cascade(string path, bool useOpenCv = false)
    {
        Vision.EnsureInitialized();
        if (NativeMethods.mien_vision_cascade_load(path, useOpenCv ? 1 : 0, out _handle) != 0)
        {
            throw new MienException($"Faces cannot be found: '{path}' is not a cascade file of OpenCV 2 or later.");
        }
    }

    /// <summary>What was found, largest first; of equal size from top to bottom, then from left to right.</summary>
    public IReadOnlyList<FaceBox> Detect(Image image, double scaleStep, int minNeighbours, int minSizePx)
    {
        var grey = Colour.ToGrey(image);
        var boxes = new int[Capacity * 4];
        int count;
        lock (_turn)
        {
            Vision.Check(NativeMethods.mien_vision_cascade_detect(
                _handle, grey.Pixels, grey.Width, grey.Height, scaleStep, minNeighbours, minSizePx, boxes, Capacity, out count));
        }

        return [.. Enumerable.Range(0, count).Select(i => new FaceBox(boxes[4 * i], boxes[4 * i + 1], boxes[4 * i + 2], boxes[4 * i + 3]))];
    }

    public void Dispose() => _handle.Dispose();
}
