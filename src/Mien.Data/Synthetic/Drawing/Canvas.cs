namespace Mien.Data.Synthetic.Drawing;

/// <summary>A square picture of floating-point colours, channels interleaved in RGB order, that shapes are painted on.</summary>
/// <remarks>Made once per worker and reused; every method is deterministic to the bit.</remarks>
internal sealed class Canvas(int sizePx)
{
    private readonly Coverage _shape = new(sizePx);

    /// <summary>Width and height in pixels.</summary>
    public int SizePx => sizePx;

    /// <summary>Values in [0, 1], 3 per pixel, row by row.</summary>
    public float[] Values { get; } = new float[3 * sizePx * sizePx];

    /// <summary>Gives every pixel the colour that a function of its centre, in pixels, says.</summary>
    public void Paint(Func<Point, Rgb> colourAt)
    {
        for (var y = 0; y < sizePx; y++)
        {
            for (var x = 0; x < sizePx; x++)
            {
                var colour = colourAt(new(x + 0.5, y + 0.5));
                var pixel = Values.AsSpan(3 * ((y * sizePx) + x), 3);
                (pixel[0], pixel[1], pixel[2]) = ((float)colour.R, (float)colour.G, (float)colour.B);
            }
        }
    }

    /// <summary>Fills a closed outline.</summary>
    /// <param name="outline">Corners in pixels.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="alpha">Opacity in [0, 1].</param>
    /// <param name="clip">Nothing is painted where this covers nothing; null paints everywhere.</param>
    public void Fill(ReadOnlySpan<Point> outline, Rgb colour, double alpha = 1, Coverage? clip = null)
    {
        _shape.Set(outline);
        var (left, top, right, bottom) = _shape.Bounds;
        for (var y = top; y < bottom; y++)
        {
            var row = _shape.Row(y);
            for (var x = left; x < right; x++)
            {
                var weight = row[x - left] * (float)alpha;
                if (weight > 0)
                {
                    Blend(x, y, colour, clip is null ? weight : weight * clip[x, y]);
                }
            }
        }
    }

    /// <summary>Paints a soft ellipse: full in the middle, nothing at the rim, smooth between.</summary>
    /// <param name="centre">Centre in pixels.</param>
    /// <param name="axisX">From the centre to the rim along one axis, in pixels.</param>
    /// <param name="axisY">The same along another axis, not parallel to the first.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="alpha">Opacity in the middle, in [0, 1].</param>
    /// <param name="clip">Nothing is painted where this covers nothing; null paints everywhere.</param>
    public void Glow(Point centre, Point axisX, Point axisY, Rgb colour, double alpha, Coverage? clip = null)
    {
        var determinant = (axisX.X * axisY.Y) - (axisX.Y * axisY.X);
        if (Math.Abs(determinant) < 1e-9 || alpha <= 0)
        {
            return;
        }

        var reachX = Math.Sqrt((axisX.X * axisX.X) + (axisY.X * axisY.X));
        var reachY = Math.Sqrt((axisX.Y * axisX.Y) + (axisY.Y * axisY.Y));
        for (var y = Clip(centre.Y - reachY); y < Clip(centre.Y + reachY + 1); y++)
        {
            for (var x = Clip(centre.X - reachX); x < Clip(centre.X + reachX + 1); x++)
            {
                var offset = new Point(x + 0.5, y + 0.5) - centre;
                var u = ((offset.X * axisY.Y) - (offset.Y * axisY.X)) / determinant;
                var v = ((axisX.X * offset.Y) - (axisX.Y * offset.X)) / determinant;
                var rest = 1 - (u * u) - (v * v);
                if (rest > 0)
                {
                    var weight = (float)(alpha * rest * rest);
                    Blend(x, y, colour, clip is null ? weight : weight * clip[x, y]);
                }
            }
        }
    }

    /// <summary>Multiplies every covered pixel by the factor that a function of its centre, in pixels, says.</summary>
    /// <param name="clip">Where, and how much of the factor counts; null for the whole picture.</param>
    /// <param name="factorAt">Factor per channel.</param>
    public void Shade(Coverage? clip, Func<Point, Rgb> factorAt)
    {
        var (left, top, right, bottom) = clip?.Bounds ?? (0, 0, sizePx, sizePx);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var weight = clip?[x, y] ?? 1;
                if (weight > 0)
                {
                    var factor = Rgb.Lerp(new(1, 1, 1), factorAt(new(x + 0.5, y + 0.5)), weight);
                    var pixel = Values.AsSpan(3 * ((y * sizePx) + x), 3);
                    pixel[0] *= (float)factor.R;
                    pixel[1] *= (float)factor.G;
                    pixel[2] *= (float)factor.B;
                }
            }
        }
    }

    private int Clip(double coordinate) => (int)Math.Clamp(Math.Floor(coordinate), 0, sizePx);

    private void Blend(int x, int y, Rgb colour, float weight)
    {
        var pixel = Values.AsSpan(3 * ((y * sizePx) + x), 3);
        pixel[0] += ((float)colour.R - pixel[0]) * weight;
        pixel[1] += ((float)colour.G - pixel[1]) * weight;
        pixel[2] += ((float)colour.B - pixel[2]) * weight;
    }
}
