namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints the mouth and the nose.</summary>
internal static class MouthPainter
{
    /// <summary>Paints lips, teeth and tongue.</summary>
    /// <param name="brush">What to paint with.</param>
    /// <param name="face">Whose mouth.</param>
    /// <param name="opening">Scratch for the area between the lips.</param>
    public static void PaintMouth(FaceBrush brush, FaceGeometry face, Coverage opening)
    {
        var (mouth, lips) = (face.Mouth, face.Traits.Lips);
        var upperRim = Curve.Smooth(Rim(mouth, mouth.UpperRim));
        var lowerRim = Curve.Smooth(Rim(mouth, mouth.LowerRim));
        var upperEdge = Curve.Smooth(Edge(mouth, mouth.UpperRim, -mouth.UpperThickness, bow: 0.18));
        var lowerEdge = Curve.Smooth(Edge(mouth, mouth.LowerRim, mouth.LowerThickness, bow: 0));
        brush.Fill([.. upperEdge, .. upperRim.Reverse()], lips.Lighter(-0.12));
        brush.Fill([.. lowerRim, .. lowerEdge.Reverse()], lips);
        brush.Glow(new(0, mouth.LowerRim + (0.45 * mouth.LowerThickness)), 0.11, 0.45 * mouth.LowerThickness, lips.Lighter(0.6), 0.55);

        Point[] inside = [.. upperRim, .. lowerRim.Reverse()];
        var dark = Rgb.Lerp(lips * 0.3, Rgb.Hex(0x2A0D10), 0.6);
        if (mouth.Opening > 0.004)
        {
            brush.Fill(inside, dark);
            PaintTeethAndTongue(brush, mouth, brush.Cover(opening, inside));
        }

        brush.Stroke(Rim(mouth, mouth.UpperRim), (0.010, 0.016, 0.010), dark, 0.85);
        foreach (var side in (ReadOnlySpan<FaceSide>)[FaceSide.Right, FaceSide.Left])
        {
            brush.Glow(mouth[side].Place.Side(HeadPainter.Sign(side)), 0.045, 0.04, dark, 0.55);
        }
    }

    public static void PaintNose(FaceBrush brush, FaceGeometry face)
    {
        var (traits, lift) = (face.Traits, face.WingLift);
        var (width, tip) = (0.155 * traits.NoseWidth, 0.185 * traits.NoseLength);
        var line = traits.Skin * new Rgb(0.55, 0.43, 0.40);
        brush.Glow(new(0, tip + 0.05), 1.35 * width, 0.08, line, 0.40);
        brush.Glow(new(-0.02, tip - 0.20), 0.05, 0.22, traits.Skin.Lighter(0.45), 0.40, lift: 0.06);
        brush.Glow(new(-0.02, tip - 0.02), 0.085, 0.075, traits.Skin.Lighter(0.55), 0.50, lift: 0.12);
        foreach (var sign in (ReadOnlySpan<int>)[-1, 1])
        {
            brush.Stroke(HeadPainter.Flip([new(0.075, -0.13), new(0.055, 0), new(0.075, tip - 0.09)], sign), (0, 0.022, 0), line, 0.30, lift: 0.02);
            Point[] wing = [new(0.72 * width, tip - 0.055 - lift), new(1.02 * width, tip - lift), new(0.90 * width, tip + 0.05 - lift), new(0.62 * width, tip + 0.055 - (0.6 * lift))];
            brush.Stroke(HeadPainter.Flip(wing, sign), (0, 0.020, 0.010), line, 0.80, lift: 0.05);
            brush.Fill(Curve.Ellipse(new Point(0.42 * width, tip + 0.052 - (0.5 * lift)).Side(sign), 0.042, 0.020), line * 0.5, 0.75, lift: 0.06);
            for (var index = 0; index < 3; index++)
            {
                var y = -0.16 + (0.06 * index);
                brush.Stroke(HeadPainter.Flip([new(0.012, y + 0.012), new(0.06, y), new(0.115, y + 0.035)], sign), (0, 0.018, 0), line, 0.85 * face.NoseWrinkle);
            }
        }
    }

    private static void PaintTeethAndTongue(FaceBrush brush, MouthShape mouth, Coverage opening)
    {
        var open = mouth.Opening;
        var width = (mouth.Left.Place.X + mouth.Right.Place.X) / 2;
        var teeth = Math.Min(0.62 * open, 0.075);
        Point[] row = [new(-0.82 * width, mouth.UpperRim - 0.12), new(0.82 * width, mouth.UpperRim - 0.12), new(0.70 * width, mouth.UpperRim + teeth), new(-0.70 * width, mouth.UpperRim + teeth)];
        brush.Fill(row, new(0.94, 0.92, 0.88), clip: opening);
        for (var tooth = -3; tooth <= 3; tooth++)
        {
            var x = 0.20 * width * (tooth + 0.5);
            brush.Stroke([new(x, mouth.UpperRim - 0.05), new(x, mouth.UpperRim + teeth)], (0.006, 0.006, 0.006), new(0.6, 0.55, 0.5), 0.5, opening);
        }

        brush.Glow(new(0, mouth.LowerRim + 0.01), 0.8 * width, 0.55 * Math.Max(open - 0.05, 0.001), Rgb.Hex(0xC65C62), 0.9, opening);
    }

    // From the right to the left corner of the mouth along the inside of a lip whose middle lies at y.
    private static Point[] Rim(MouthShape mouth, double y)
    {
        var (right, left) = (mouth.Right.Place.Side(-1), mouth.Left.Place);
        Point Towards(Point corner, double t, double rise) => new(corner.X * t, SteadyMath.Lerp(y, corner.Y, rise));
        return [right, Towards(right, 0.58, 0.34), new(0, y), Towards(left, 0.58, 0.34), left];
    }

    private static Point[] Edge(MouthShape mouth, double y, double thickness, double bow)
    {
        var rim = Rim(mouth, y);
        Point Moved(Point point, double share) => point + new Point(0, share * thickness);
        return
        [
            rim[0], Moved(rim[1], 0.72), Moved(Point.Lerp(rim[1], rim[2], 0.62), 1), Moved(rim[2], 1 - bow),
            Moved(Point.Lerp(rim[3], rim[2], 0.62), 1), Moved(rim[3], 0.72), rim[4],
        ];
    }
}
