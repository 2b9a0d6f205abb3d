namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints neck, clothes, ears, the head and the shades and lines of its skin.</summary>
internal static class HeadPainter
{
    /// <summary>Outline of the head from crown over both cheeks to the chin, face units.</summary>
    public static Point[] Outline(FaceGeometry face)
    {
        var traits = face.Traits;
        var (wide, jaw, chin) = (traits.HeadWidth, traits.JawWidth, traits.ChinWidth);
        var low = traits.ChinLength + face.JawDrop;
        Point[] right =
        [
            new(0.44 * wide, -0.90), new(0.70 * wide, -0.52), new(0.755 * wide, -0.08),
            new(0.70 * jaw, 0.36 + (0.15 * low)), new(0.50 * jaw, 0.70 + (0.6 * low)), new(0.22 * chin, 0.93 + low),
        ];
        return Curve.Smooth([new(0, -1), .. right, new(0, 0.975 + low), .. Mirror(right)], closed: true);
    }

    public static void PaintBody(FaceBrush brush, FaceGeometry face, Rgb clothes)
    {
        var skin = face.Traits.Skin;
        Point[] shoulder = [new(0.36, 1.22), new(0.80, 1.36), new(1.35, 1.62), new(1.55, 2.1), new(1.6, 3.2)];
        brush.Fill([new(0.36, 0.55), .. new Point[] { new(0.35, 1.1), new(0.46, 1.5), new(-0.46, 1.5), new(-0.35, 1.1) }, new(-0.36, 0.55)],
            skin.Lighter(-0.16), depth: Depth.Outline);
        brush.Fill(Curve.Smooth([.. shoulder, .. Mirror(shoulder), new(-0.2, 1.40), new(0, 1.45), new(0.2, 1.40)], closed: true), clothes, depth: Depth.Outline);
        brush.Glow(new(0, 0.95 + face.JawDrop), 0.62, 0.42, skin * 0.45, 0.7, depth: Depth.Outline);
    }

    public static void PaintEars(FaceBrush brush, FaceTraits traits)
    {
        foreach (var sign in (ReadOnlySpan<int>)[-1, 1])
        {
            var size = traits.EarSize;
            var edge = 0.745 * traits.HeadWidth;
            Point[] ear = [new(edge - 0.05, -0.20), new(edge + (0.09 * size), -0.24), new(edge + (0.13 * size), -0.10), new(edge + (0.07 * size), 0.10), new(edge - 0.03, 0.16)];
            brush.Fill(Curve.Smooth(Flip(ear, sign), closed: true), traits.Skin.Lighter(-0.06), depth: Depth.Outline, lift: -0.12);
            brush.Glow(new Point(edge + (0.035 * size), -0.06).Side(sign), 0.06, 0.13, traits.Skin * 0.55, 0.6, depth: Depth.Outline, lift: -0.12);
        }
    }

    /// <summary>Paints the bare head.</summary>
    /// <param name="brush">What to paint with.</param>
    /// <param name="face">Whose head.</param>
    /// <param name="head">The area of the head, which soft shades must not leave.</param>
    public static void PaintSkin(FaceBrush brush, FaceGeometry face, Coverage head)
    {
        var traits = face.Traits;
        var skin = traits.Skin;
        brush.Fill(Outline(face), skin, depth: Depth.Outline);
        var shade = skin * new Rgb(0.62, 0.52, 0.50);
        brush.Glow(new(0, 0.90 + face.JawDrop), 0.75, 0.30, shade, 0.25, head);
        foreach (var side in (ReadOnlySpan<FaceSide>)[FaceSide.Right, FaceSide.Left])
        {
            var sign = Sign(side);
            var eye = face.Eye(side);
            var lift = face.Cheek(side).CheekLift;
            brush.Glow(new Point(eye.Centre.X - 0.03, eye.Centre.Y - 0.05).Side(sign), 0.27, 0.20, shade, 0.30, head);
            brush.Glow(new Point(0.44, 0.24 - (0.07 * lift)).Side(sign), 0.24, 0.18, Rgb.Lerp(skin, Rgb.Hex(0xE8605A), 0.5), 0.35 + (0.25 * lift), head);
            brush.Glow(new Point(0.40, 0.14 - (0.05 * lift)).Side(sign), 0.17, 0.09, skin.Lighter(0.45), 0.25 + (0.3 * lift), head);
        }

        brush.Glow(new(0, -0.62), 0.45, 0.25, skin.Lighter(0.4), 0.28, head);
    }

    /// <summary>Paints the folds and lines that move with the expression, and those of age.</summary>
    public static void PaintLines(FaceBrush brush, FaceGeometry face)
    {
        var line = face.Traits.Skin * new Rgb(0.56, 0.45, 0.42);
        PaintForehead(brush, face, line);
        foreach (var side in (ReadOnlySpan<FaceSide>)[FaceSide.Right, FaceSide.Left])
        {
            PaintCheek(brush, face, side, line);
        }

        brush.Glow(new(0, face.Mouth.LowerRim + face.Mouth.LowerThickness + 0.05), 0.17, 0.05, line, 0.35 + (0.4 * face.ChinBunch));
        brush.Stroke([new(-0.12, 0.79 + face.JawDrop), new(0, 0.755 + face.JawDrop), new(0.12, 0.79 + face.JawDrop)], (0, 0.022, 0), line, 0.75 * face.ChinBunch);
    }

    private static void PaintForehead(FaceBrush brush, FaceGeometry face, Rgb line)
    {
        for (var index = 0; index < 3; index++)
        {
            var y = -0.60 - (0.085 * index);
            var half = 0.36 - (0.05 * index);
            brush.Stroke([new(-half, y + 0.02), new(-half / 2, y - 0.012), new(0, y), new(half / 2, y - 0.012), new(half, y + 0.02)], (0, 0.018, 0), line, 0.62 * face.ForeheadLines);
        }

        foreach (var sign in (ReadOnlySpan<int>)[-1, 1])
        {
            brush.Stroke([new Point(0.048, -0.42).Side(sign), new Point(0.036, -0.34).Side(sign), new Point(0.05, -0.26).Side(sign)], (0, 0.024, 0), line, Math.Min(1, 0.8 * face.BrowFurrow));
        }
    }

    private static void PaintCheek(FaceBrush brush, FaceGeometry face, FaceSide side, Rgb line)
    {
        var sign = Sign(side);
        var (cheek, eye, corner) = (face.Cheek(side), face.Eye(side), face.Mouth[side]);
        var wing = new Point(0.165 * face.Traits.NoseWidth, 0.21 - face.WingLift);
        var end = new Point(corner.Place.X + 0.075, corner.Place.Y + 0.02);
        Point[] fold = [wing, new(((wing.X + end.X) / 2) + 0.045, ((wing.Y + end.Y) / 2) - 0.02), end];
        brush.Stroke(Flip(fold, sign), (0.006, 0.024, 0), line, 0.65 * cheek.NasolabialFold);
        Point[] crease = [new(eye.InnerCorner.X + 0.03, eye.InnerCorner.Y + 0.10), new(eye.Centre.X, eye.Centre.Y + 0.125 + eye.LowerLidHeight), new(eye.OuterCorner.X + 0.03, eye.OuterCorner.Y + 0.085)];
        brush.Stroke(Flip(crease, sign), (0, 0.018, 0), line, 0.18 + (0.5 * cheek.CheekLift));
        for (var index = -1; index <= 1; index++)
        {
            Point[] foot = [new(eye.OuterCorner.X + 0.045, eye.OuterCorner.Y + (0.028 * index)), new(eye.OuterCorner.X + 0.13, eye.OuterCorner.Y + (0.07 * index) - 0.005)];
            brush.Stroke(Flip(foot, sign), (0.014, 0.011, 0), line, 0.7 * cheek.CrowsFeet);
        }

        Point[] tuck = [new(corner.Place.X + 0.045, corner.Place.Y - 0.055), new(corner.Place.X + 0.075, corner.Place.Y), new(corner.Place.X + 0.045, corner.Place.Y + 0.06)];
        brush.Stroke(Flip(tuck, sign), (0, 0.03, 0), line, 0.85 * corner.Tuck);
    }

    /// <summary>+1 for the half on the right of the picture, -1 for the other.</summary>
    public static int Sign(FaceSide side) => side == FaceSide.Left ? 1 : -1;

    /// <summary>The points on the side of the picture with a sign.</summary>
    public static Point[] Flip(Point[] points, int sign) => Array.ConvertAll(points, point => point.Side(sign));

    /// <summary>The mirror images in reverse order, so that an outline closes.</summary>
    public static Point[] Mirror(Point[] points)
    {
        var mirrored = Flip(points, -1);
        Array.Reverse(mirrored);
        return mirrored;
    }
}
