namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints glasses.</summary>
internal static class GlassesPainter
{
    public static void Paint(FaceBrush brush, FaceGeometry face)
    {
        var style = face.Traits.Glasses;
        if (style == GlassesStyle.None)
        {
            return;
        }

        var frame = style == GlassesStyle.Round ? Rgb.Hex(0x6B4A2A) : Rgb.Hex(0x1E1E22);
        foreach (var side in (ReadOnlySpan<FaceSide>)[FaceSide.Right, FaceSide.Left])
        {
            var sign = HeadPainter.Sign(side);
            var centre = new Point(face.Eye(side).Centre.X, -0.06).Side(sign);
            var lens = Lens(style, centre);
            brush.Fill(lens, new(0.85, 0.93, 1), 0.10, lift: 0.10);
            var rim = style == GlassesStyle.HalfRim ? lens[..((lens.Length / 2) + 1)] : [.. lens, lens[0], lens[1]];
            brush.Fill(Curve.Stroke(rim, 0.03, 0.03, 0.03), frame, 0.95, lift: 0.10);
            brush.Stroke([centre + new Point(0.22 * sign, -0.02), new(0.76 * sign * face.Traits.HeadWidth, -0.10)], (0.03, 0.03, 0.03), frame, 0.9);
            brush.Stroke([centre + new Point(-0.10, -0.07), centre + new Point(-0.02, -0.14)], (0.012, 0.02, 0.012), new(1, 1, 1), 0.35, lift: 0.10);
        }

        var bridge = face.Eye(FaceSide.Left).Centre.X - 0.22;
        brush.Stroke([new(-bridge, -0.07), new(0, -0.105), new(bridge, -0.07)], (0.03, 0.03, 0.03), frame, 0.95, lift: 0.12);
    }

    private static Point[] Lens(GlassesStyle style, Point centre)
    {
        if (style == GlassesStyle.Round)
        {
            return Curve.Ellipse(centre, 0.225, 0.215);
        }

        Point At(double x, double y) => centre + new Point(x, y);
        return Curve.Smooth([At(-0.22, 0.0), At(-0.215, -0.13), At(0, -0.165), At(0.215, -0.13), At(0.22, 0.0), At(0.17, 0.15), At(0, 0.18), At(-0.17, 0.15)], closed: true);
    }
}
