namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints eyes and brows.</summary>
internal static class EyePainter
{
    /// <summary>Paints one eye.</summary>
    /// <param name="brush">What to paint with.</param>
    /// <param name="face">Whose eye.</param>
    /// <param name="side">Which eye.</param>
    /// <param name="gaze">Where it looks, in iris radii.</param>
    /// <param name="opening">Scratch for the area between the lids.</param>
    public static void PaintEye(FaceBrush brush, FaceGeometry face, FaceSide side, Point gaze, Coverage opening)
    {
        var sign = HeadPainter.Sign(side);
        var (eye, traits) = (face.Eye(side), face.Traits);
        var upper = HeadPainter.Flip(Lid(eye, -eye.UpperLidHeight), sign);
        var lower = HeadPainter.Flip(Lid(eye, eye.LowerLidHeight), sign);
        Point[] outline = [.. Curve.Smooth(upper), .. Curve.Smooth(lower).Reverse()];
        brush.Fill(outline, new(0.95, 0.94, 0.92));
        PaintIris(brush, traits, eye, sign, gaze, brush.Cover(opening, outline));
        brush.Glow(new Point(eye.Centre.X, eye.Centre.Y - eye.UpperLidHeight).Side(sign), 0.18, 0.05, new(0.2, 0.15, 0.15), 0.5, opening);

        var lash = Rgb.Lerp(traits.Skin * 0.35, Rgb.Hex(0x15100E), 0.5 + (0.5 * traits.Lashes));
        var thickness = 0.018 + (0.014 * traits.Lashes);
        brush.Stroke(lower, (0.004, 0.011, 0.006), lash, 0.55);
        brush.Stroke(upper, (0.010, thickness, thickness), lash);
        var crease = HeadPainter.Flip(Lid(eye, -eye.UpperLidHeight - 0.042), sign);
        brush.Stroke(crease.AsSpan(1, 3), (0.004, 0.013, 0.004), traits.Skin * 0.5, 0.6);
    }

    public static void PaintBrow(FaceBrush brush, FaceGeometry face, FaceSide side)
    {
        var brow = face.Brow(side);
        Point[] spine = [brow.Inner, Point.Lerp(brow.Inner, brow.Middle, 0.5) + new Point(0, -0.008), brow.Middle, brow.Outer];
        var thickness = brow.Thickness;
        brush.Stroke(HeadPainter.Flip(spine, HeadPainter.Sign(side)), (0.85 * thickness, thickness, 0.25 * thickness), face.Traits.Brow, 0.95);
    }

    private static void PaintIris(FaceBrush brush, FaceTraits traits, EyeShape eye, int sign, Point gaze, Coverage opening)
    {
        var radius = eye.IrisRadius;
        var centre = new Point(eye.Centre.X * sign, eye.Centre.Y - 0.012) + (gaze * radius);
        brush.Fill(Curve.Ellipse(centre, radius, radius), traits.Iris * 0.55, clip: opening);
        brush.Fill(Curve.Ellipse(centre, 0.84 * radius, 0.84 * radius), traits.Iris, clip: opening);
        brush.Glow(centre + new Point(0, 0.45 * radius), 0.8 * radius, 0.6 * radius, traits.Iris.Lighter(0.5), 0.8, opening);
        brush.Fill(Curve.Ellipse(centre, 0.46 * radius, 0.46 * radius), new(0.04, 0.03, 0.04), clip: opening);
        brush.Fill(Curve.Ellipse(centre + new Point(-0.34 * radius, -0.38 * radius), 0.24 * radius, 0.24 * radius), new(1, 1, 1), 0.95, opening);
    }

    // From the inner to the outer corner; a lid is a flat arch, a little higher on the inner half.
    private static Point[] Lid(EyeShape eye, double height)
    {
        Point At(double t, double rise) => Point.Lerp(eye.InnerCorner, eye.OuterCorner, t) + new Point(0, rise * height);
        return [At(0, 0), At(0.25, 0.80), At(0.5, 1), At(0.78, 0.76), At(1, 0)];
    }
}
