namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints in face units on the layers of a turned head.</summary>
internal sealed class FaceBrush(Canvas canvas, HeadPose pose)
{
    public Canvas Canvas => canvas;

    public HeadPose Pose => pose;

    /// <summary>Fills a closed outline.</summary>
    public void Fill(ReadOnlySpan<Point> outline, Rgb colour, double alpha = 1, Coverage? clip = null, Depth depth = Depth.Surface, double lift = 0) =>
        canvas.Fill(Project(outline, depth, lift), colour, alpha, clip);

    /// <summary>Paints a stroke through points, as wide as given at its start, middle and end.</summary>
    public void Stroke(
        ReadOnlySpan<Point> through, (double Start, double Middle, double End) width, Rgb colour, double alpha = 1, Coverage? clip = null,
        Depth depth = Depth.Surface, double lift = 0)
    {
        if (alpha > 0)
        {
            Fill(Curve.Stroke(Curve.Smooth(through), width.Start, width.Middle, width.End), colour, alpha, clip, depth, lift);
        }
    }

    /// <summary>Paints a soft ellipse.</summary>
    public void Glow(Point centre, double radiusX, double radiusY, Rgb colour, double alpha, Coverage? clip = null, Depth depth = Depth.Surface, double lift = 0)
    {
        var middle = pose.Project(centre, depth, lift);
        var right = pose.Project(centre + new Point(radiusX, 0), depth, lift) - pose.Project(centre - new Point(radiusX, 0), depth, lift);
        var down = pose.Project(centre + new Point(0, radiusY), depth, lift) - pose.Project(centre - new Point(0, radiusY), depth, lift);
        canvas.Glow(middle, right * 0.5, down * 0.5, colour, alpha, clip);
    }

    /// <summary>What an outline covers, for clipping.</summary>
    public Coverage Cover(Coverage target, ReadOnlySpan<Point> outline, Depth depth = Depth.Surface)
    {
        target.Set(Project(outline, depth, 0));
        return target;
    }

    private Point[] Project(ReadOnlySpan<Point> outline, Depth depth, double lift)
    {
        var pixels = new Point[outline.Length];
        for (var index = 0; index < pixels.Length; index++)
        {
            pixels[index] = pose.Project(outline[index], depth, lift);
        }

        return pixels;
    }
}
