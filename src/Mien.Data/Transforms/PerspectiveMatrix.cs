using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>The map of <see cref="Perspective"/>, step by step as Albumentations builds it, points in single precision.</summary>
internal static class PerspectiveMatrix
{
    private const int LeastSidePx = 2;

    /// <summary>Writes the map from pixels of the picture to pixels of the result.</summary>
    /// <returns>The size of the result.</returns>
    public static (int Width, int Height) Fill(in PerspectiveDraw draw, int widthPx, int heightPx, bool fitOutput, Span<double> matrix)
    {
        Span<float> points = stackalloc float[8];
        FillCorners(draw, widthPx, heightPx, points);
        var width = Stretch(points, axis: 0, firstPair: (0, 1), secondPair: (3, 2));
        var height = Stretch(points, axis: 1, firstPair: (1, 2), secondPair: (0, 3));
        Warp.PerspectiveMap(points, [0, 0, width, 0, width, height, 0, height], matrix);
        return fitOutput ? Expand(matrix, widthPx, heightPx) : (width, height);
    }

    // Upper left, upper right, lower right, lower left; large offsets may have swapped them.
    private static void FillCorners(in PerspectiveDraw draw, int width, int height, Span<float> corners)
    {
        Span<(double X, double Y)> points =
        [
            (draw.TopLeftX * width, draw.TopLeftY * height),
            ((1 - draw.TopRightX) * width, draw.TopRightY * height),
            ((1 - draw.BottomRightX) * width, (1 - draw.BottomRightY) * height),
            (draw.BottomLeftX * width, (1 - draw.BottomLeftY) * height),
        ];
        SortByX(points);
        var (topLeft, bottomLeft) = points[0].Y < points[1].Y ? (points[0], points[1]) : (points[1], points[0]);
        var (topRight, bottomRight) = points[2].Y < points[3].Y ? (points[2], points[3]) : (points[3], points[2]);
        (corners[0], corners[1]) = ((float)topLeft.X, (float)topLeft.Y);
        (corners[2], corners[3]) = ((float)topRight.X, (float)topRight.Y);
        (corners[4], corners[5]) = ((float)bottomRight.X, (float)bottomRight.Y);
        (corners[6], corners[7]) = ((float)bottomLeft.X, (float)bottomLeft.Y);
    }

    // Stable, as Python's sort, and without the delegate that Span.Sort takes.
    private static void SortByX(Span<(double X, double Y)> points)
    {
        for (var end = 1; end < points.Length; end++)
        {
            for (var index = end; index > 0 && points[index].X < points[index - 1].X; index--)
            {
                (points[index], points[index - 1]) = (points[index - 1], points[index]);
            }
        }
    }

    // The longer of two opposite edges, rounded down. While the shorter one is below two pixels, both are pulled apart.
    private static int Stretch(Span<float> points, int axis, (int From, int To) firstPair, (int From, int To) secondPair)
    {
        while (true)
        {
            var (first, second) = (Distance(points, firstPair), Distance(points, secondPair));
            var least = (int)Math.Min(first, second);
            if (least >= LeastSidePx)
            {
                return (int)Math.Max(first, second);
            }

            var step = (LeastSidePx - least) / 2f;
            points[(2 * firstPair.From) + axis] -= step;
            points[(2 * secondPair.From) + axis] -= step;
            points[(2 * firstPair.To) + axis] += step;
            points[(2 * secondPair.To) + axis] += step;
        }
    }

    private static float Distance(ReadOnlySpan<float> points, (int From, int To) pair)
    {
        var dx = points[2 * pair.To] - points[2 * pair.From];
        var dy = points[(2 * pair.To) + 1] - points[(2 * pair.From) + 1];
        return MathF.Sqrt((dx * dx) + (dy * dy));
    }

    // Moves and rounds the corners of the whole picture so that they fit into a result, and takes the map between the two.
    private static (int Width, int Height) Expand(Span<double> matrix, int widthPx, int heightPx)
    {
        Span<float> corners = [0, 0, 0, heightPx, widthPx, heightPx, widthPx, 0];
        Span<float> moved = stackalloc float[8];
        var (left, top) = (float.MaxValue, float.MaxValue);
        for (var index = 0; index < 8; index += 2)
        {
            var (x, y) = (corners[index], corners[index + 1]);
            var scale = 1 / ((x * matrix[6]) + (y * matrix[7]) + matrix[8]);
            moved[index] = (float)(((x * matrix[0]) + (y * matrix[1]) + matrix[2]) * scale);
            moved[index + 1] = (float)(((x * matrix[3]) + (y * matrix[4]) + matrix[5]) * scale);
            (left, top) = (Math.Min(left, moved[index]), Math.Min(top, moved[index + 1]));
        }

        var (width, height) = (1f, 1f);
        for (var index = 0; index < 8; index += 2)
        {
            (moved[index], moved[index + 1]) = (MathF.Round(moved[index] - left), MathF.Round(moved[index + 1] - top));
            (width, height) = (Math.Max(width, moved[index]), Math.Max(height, moved[index + 1]));
        }

        Warp.PerspectiveMap(corners, moved, matrix);
        return ((int)width, (int)height);
    }
}
