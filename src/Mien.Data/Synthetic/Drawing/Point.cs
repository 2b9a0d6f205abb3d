namespace Mien.Data.Synthetic.Drawing;

/// <summary>A point or a direction of the drawing plane; x to the right, y down. The unit is said where it is used.</summary>
internal readonly record struct Point(double X, double Y)
{
    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(Point a, double factor) => new(a.X * factor, a.Y * factor);

    /// <summary>The mirror image at the vertical axis when <paramref name="sign"/> is -1.</summary>
    public Point Side(int sign) => new(X * sign, Y);

    public static Point Lerp(Point a, Point b, double t) => a + ((b - a) * t);
}
