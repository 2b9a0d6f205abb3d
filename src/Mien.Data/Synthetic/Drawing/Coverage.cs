namespace Mien.Data.Synthetic.Drawing;

/// <summary>How much of each pixel a shape covers: one number in [0, 1] per pixel, zero outside <see cref="Bounds"/>.</summary>
/// <remarks>
/// The exact area of a polygon in each pixel, from signed areas that its edges add to the row and that are summed from left
/// to right, as in Raph Levien's font-rs. Parts covered twice in the same direction count once.
/// </remarks>
internal sealed class Coverage(int sizePx)
{
    // One column more than the picture: an edge in the last column writes into its right neighbour.
    private readonly float[] _values = new float[(sizePx + 2) * sizePx];

    /// <summary>The pixels that may be covered: left and top inclusive, right and bottom exclusive.</summary>
    public (int Left, int Top, int Right, int Bottom) Bounds { get; private set; }

    /// <summary>Coverage of the pixels of one row from the left to the right bound.</summary>
    public ReadOnlySpan<float> Row(int y) => _values.AsSpan((y * Stride) + Bounds.Left, Bounds.Right - Bounds.Left);

    /// <summary>Coverage of any pixel of the picture.</summary>
    public float this[int x, int y] =>
        x < Bounds.Left || x >= Bounds.Right || y < Bounds.Top || y >= Bounds.Bottom ? 0 : _values[(y * Stride) + x];

    private int Stride => sizePx + 2;

    /// <summary>Takes the inside of a closed outline, in pixels (pixel i spans i to i + 1), in place of what was there.</summary>
    public void Set(ReadOnlySpan<Point> outline)
    {
        for (var y = Bounds.Top; y < Bounds.Bottom; y++)
        {
            _values.AsSpan((y * Stride) + Bounds.Left, Bounds.Right - Bounds.Left + 2).Clear();
        }

        Bounds = BoundsOf(outline);
        if (Bounds.Left >= Bounds.Right || Bounds.Top >= Bounds.Bottom)
        {
            Bounds = default;
            return;
        }

        for (var index = 0; index < outline.Length; index++)
        {
            AddEdge(outline[index], outline[(index + 1) % outline.Length]);
        }

        for (var y = Bounds.Top; y < Bounds.Bottom; y++)
        {
            SumRow(_values.AsSpan((y * Stride) + Bounds.Left, Bounds.Right - Bounds.Left + 2));
        }
    }

    private (int Left, int Top, int Right, int Bottom) BoundsOf(ReadOnlySpan<Point> outline)
    {
        var (left, top, right, bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        foreach (var point in outline)
        {
            (left, right) = (Math.Min(left, point.X), Math.Max(right, point.X));
            (top, bottom) = (Math.Min(top, point.Y), Math.Max(bottom, point.Y));
        }

        return (Inside(Math.Floor(left)), Inside(Math.Floor(top)), Inside(Math.Ceiling(right)), Inside(Math.Ceiling(bottom)));
    }

    private int Inside(double coordinate) => (int)Math.Clamp(coordinate, 0, sizePx);

    private void AddEdge(Point from, Point to)
    {
        var direction = from.Y < to.Y ? 1 : -1;
        var (high, low) = from.Y < to.Y ? (from, to) : (to, from);
        if (low.Y <= high.Y)
        {
            return;
        }

        var slope = (low.X - high.X) / (low.Y - high.Y);
        var firstRow = Math.Max(Bounds.Top, (int)Math.Floor(Math.Max(high.Y, -1)));
        for (var y = firstRow; y < Bounds.Bottom && y < low.Y; y++)
        {
            var top = Math.Max(y, high.Y);
            var bottom = Math.Min(y + 1, low.Y);
            if (bottom > top)
            {
                var xTop = Math.Clamp(high.X + (slope * (top - high.Y)), Bounds.Left, Bounds.Right);
                var xBottom = Math.Clamp(high.X + (slope * (bottom - high.Y)), Bounds.Left, Bounds.Right);
                AddSpan(_values.AsSpan(y * Stride, Stride), xTop, xBottom, (bottom - top) * direction);
            }
        }
    }

    // Spreads the signed height of an edge inside one row over the pixels between its two ends: each pixel gets the share of
    // the edge in it, of which the part left of the pixel's middle counts here and the rest from the next pixel on.
    private static void AddSpan(Span<float> row, double xTop, double xBottom, double height)
    {
        var (left, right) = xTop < xBottom ? (xTop, xBottom) : (xBottom, xTop);
        var width = right - left;
        var last = (int)right;
        for (var x = (int)left; x <= last; x++)
        {
            var from = Math.Max(left, x);
            var to = Math.Min(right, x + 1);
            var share = width > 1e-12 ? height * (to - from) / width : height;
            var here = share * (x + 1 - ((from + to) / 2));
            row[x] += (float)here;
            row[x + 1] += (float)(share - here);
        }
    }

    private static void SumRow(Span<float> row)
    {
        var sum = 0f;
        for (var x = 0; x < row.Length; x++)
        {
            sum += row[x];
            row[x] = Math.Min(Math.Abs(sum), 1f);
        }
    }
}
