using System.Collections.Immutable;

namespace Mien.Core;

/// <summary>A number for each place of a picture, such as how much it counts for an answer.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Values">Row by row, shape (Height, Width).</param>
public sealed record HeatMap(int Height, int Width, ImmutableArray<float> Values)
{
    /// <summary>The largest value.</summary>
    public float Max => Values.Max();

    /// <summary>The value at a place between the middles of its four neighbours, as OpenCV and torch (align_corners=False) enlarge pictures.</summary>
    /// <param name="x">From 0 at the left edge to 1 at the right.</param>
    /// <param name="y">From 0 at the top to 1 at the bottom.</param>
    public float At(double x, double y)
    {
        var (left, right, across) = Neighbours(x, Width);
        var (top, bottom, down) = Neighbours(y, Height);
        return (float)((1 - down) * (((1 - across) * this[top, left]) + (across * this[top, right])) + down * (((1 - across) * this[bottom, left]) + (across * this[bottom, right])));
    }

    private float this[int row, int column] => Values[(row * Width) + column];

    private static (int Low, int High, double Share) Neighbours(double fraction, int count)
    {
        var place = Math.Clamp((fraction * count) - 0.5, 0, count - 1);
        var low = (int)place;
        return (low, Math.Min(low + 1, count - 1), place - low);
    }
}
