using Mien.Core;
using Mien.Imaging;

namespace Mien.Inference;

/// <summary>A face in pixels of the network's input.</summary>
internal readonly record struct YuNetBox(float Score, float Left, float Top, float Right, float Bottom, EyePair Eyes);

/// <summary>Turns the grids of a YuNet into faces. Pure arithmetic.</summary>
internal static class YuNetDecoder
{
    private const int KindCount = 4;

    /// <summary>The cells that say there is a face.</summary>
    /// <param name="outputs">For each stride: class, object, box (4 per cell), landmarks (10 per cell).</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="minScore">Least score.</param>
    /// <remarks>
    /// score = sqrt(class object), each in [0, 1]; middle = (cell + offset) stride; size = exp(logarithm) stride; landmark = (cell + offset)
    /// stride, the person's right eye first. A box that is not finite is none.
    /// </remarks>
    public static List<YuNetBox> Decode(IReadOnlyList<Memory<float>> outputs, int width, float minScore)
    {
        var found = new List<YuNetBox>();
        for (var level = 0; level < YuNetOutputs.Strides.Length; level++)
        {
            var stride = YuNetOutputs.Strides[level];
            var classes = outputs[level * KindCount].Span;
            var objects = outputs[(level * KindCount) + 1].Span;
            var boxes = outputs[(level * KindCount) + 2].Span;
            var landmarks = outputs[(level * KindCount) + 3].Span;
            var columns = width / stride;
            for (var cell = 0; cell < classes.Length; cell++)
            {
                var score = MathF.Sqrt(Math.Clamp(classes[cell], 0, 1) * Math.Clamp(objects[cell], 0, 1));
                if (score >= minScore && Box(score, cell % columns, cell / columns, stride, boxes.Slice(4 * cell, 4), landmarks.Slice(10 * cell, 4)) is { } box)
                {
                    found.Add(box);
                }
            }
        }

        return found;
    }

    /// <summary>The best box of each face: from the highest score down, every box that covers none of those before by more than allowed.</summary>
    /// <remarks>Equal scores are taken in the order given.</remarks>
    public static List<YuNetBox> Suppress(IEnumerable<YuNetBox> boxes, double maxOverlap)
    {
        var kept = new List<YuNetBox>();
        foreach (var box in boxes.OrderByDescending(box => box.Score))
        {
            if (kept.TrueForAll(better => Overlap(better, box) <= maxOverlap))
            {
                kept.Add(box);
            }
        }

        return kept;
    }

    /// <summary>Faces in pixels of the picture, largest first; what lies outside of it is cut off.</summary>
    /// <param name="boxes">In pixels of the input.</param>
    /// <param name="scale">By which the picture was shrunk.</param>
    /// <param name="image">The picture.</param>
    public static IReadOnlyList<DetectedFace> ToFaces(IEnumerable<YuNetBox> boxes, double scale, Image image) =>
    [
        .. boxes.Select(box => ToFace(box, scale, image)).Where(face => face.Box is { Width: > 0, Height: > 0 })
            .OrderByDescending(face => (long)face.Box.Width * face.Box.Height).ThenBy(face => face.Box.Y).ThenBy(face => face.Box.X),
    ];

    private static YuNetBox? Box(float score, int column, int row, int stride, ReadOnlySpan<float> box, ReadOnlySpan<float> eyes)
    {
        var (x, y) = ((column + box[0]) * stride, (row + box[1]) * stride);
        var (halfWidth, halfHeight) = (MathF.Exp(box[2]) * stride / 2, MathF.Exp(box[3]) * stride / 2);
        var found = new YuNetBox(
            score, x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight,
            new((column + eyes[0]) * stride, (row + eyes[1]) * stride, (column + eyes[2]) * stride, (row + eyes[3]) * stride));
        return float.IsFinite(found.Left + found.Top + found.Right + found.Bottom) ? found : null;
    }

    private static float Overlap(YuNetBox a, YuNetBox b)
    {
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var common = width * height;
        return common / (Area(a) + Area(b) - common);
    }

    private static float Area(YuNetBox box) => (box.Right - box.Left) * (box.Bottom - box.Top);

    private static DetectedFace ToFace(YuNetBox box, double scale, Image image)
    {
        var (left, top) = (Pixel(box.Left / scale, image.Width), Pixel(box.Top / scale, image.Height));
        var (right, bottom) = (Pixel(box.Right / scale, image.Width), Pixel(box.Bottom / scale, image.Height));
        var eyes = new EyePair(box.Eyes.LeftX / scale, box.Eyes.LeftY / scale, box.Eyes.RightX / scale, box.Eyes.RightY / scale);
        return new(new FaceBox(left, top, right - left, bottom - top))
        {
            Score = box.Score,
            Eyes = double.IsFinite(eyes.TiltDegrees) ? eyes : null,
        };
    }

    private static int Pixel(double position, int side) => (int)Math.Round(Math.Clamp(position, 0, side));
}
