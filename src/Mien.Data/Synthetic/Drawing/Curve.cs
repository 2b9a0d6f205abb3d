namespace Mien.Data.Synthetic.Drawing;

/// <summary>Outlines as closed or open polylines, fine enough to look smooth.</summary>
internal static class Curve
{
    private const int StepsPerSpan = 10;

    /// <summary>A smooth line through all points (Catmull and Rom 1974, uniform).</summary>
    /// <param name="through">At least two points.</param>
    /// <param name="closed">Whether the last point is joined to the first.</param>
    public static Point[] Smooth(ReadOnlySpan<Point> through, bool closed = false)
    {
        var count = through.Length;
        var spans = closed ? count : count - 1;
        var line = new Point[(spans * StepsPerSpan) + (closed ? 0 : 1)];
        for (var span = 0; span < spans; span++)
        {
            var (p0, p3) = closed
                ? (through[(span + count - 1) % count], through[(span + 2) % count])
                : (through[Math.Max(span - 1, 0)], through[Math.Min(span + 2, count - 1)]);
            for (var step = 0; step < StepsPerSpan; step++)
            {
                line[(span * StepsPerSpan) + step] =
                    CatmullRom(p0, through[span], through[(span + 1) % count], p3, (double)step / StepsPerSpan);
            }
        }

        if (!closed)
        {
            line[^1] = through[^1];
        }

        return line;
    }

    /// <summary>An ellipse with half axes along x and y.</summary>
    public static Point[] Ellipse(Point centre, double radiusX, double radiusY)
    {
        var line = new Point[36];
        for (var index = 0; index < line.Length; index++)
        {
            var angle = 2 * Math.PI * index / line.Length;
            line[index] = centre + new Point(radiusX * SteadyMath.Cos(angle), radiusY * SteadyMath.Sin(angle));
        }

        return line;
    }

    /// <summary>The outline of a brush stroke along a line.</summary>
    /// <param name="spine">The line, at least two points.</param>
    /// <param name="startWidth">Width at the first point.</param>
    /// <param name="middleWidth">Width half-way.</param>
    /// <param name="endWidth">Width at the last point.</param>
    public static Point[] Stroke(ReadOnlySpan<Point> spine, double startWidth, double middleWidth, double endWidth)
    {
        var outline = new Point[2 * spine.Length];
        for (var index = 0; index < spine.Length; index++)
        {
            var t = 2.0 * index / (spine.Length - 1);
            var width = t < 1 ? SteadyMath.Lerp(startWidth, middleWidth, t) : SteadyMath.Lerp(middleWidth, endWidth, t - 1);
            var along = spine[Math.Min(index + 1, spine.Length - 1)] - spine[Math.Max(index - 1, 0)];
            var length = Math.Max(Math.Sqrt((along.X * along.X) + (along.Y * along.Y)), 1e-9);
            var across = new Point(-along.Y, along.X) * (width / (2 * length));
            outline[index] = spine[index] + across;
            outline[^(index + 1)] = spine[index] - across;
        }

        return outline;
    }

    private static Point CatmullRom(Point p0, Point p1, Point p2, Point p3, double t) =>
        (p1 * 2
            + ((p2 - p0) * t)
            + (((p0 * 2) - (p1 * 5) + (p2 * 4) - p3) * (t * t))
            + (((p1 * 3) - p0 - (p2 * 3) + p3) * (t * t * t)))
        * 0.5;
}
