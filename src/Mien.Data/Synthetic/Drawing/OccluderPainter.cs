using Mien.Core;

namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints what hides a part of the face, never so much that the expression cannot be told.</summary>
internal static class OccluderPainter
{
    public static void Paint(FaceBrush brush, FaceTraits traits, Nuisance nuisance)
    {
        var random = nuisance.Detail;
        var right = SteadyMath.Cos(nuisance.OccluderAngle) > 0 ? 1 : -1;
        switch (nuisance.Occluder)
        {
            case Occluder.Bar:
                PaintBar(brush, nuisance, ref random);
                break;
            case Occluder.Hand:
                PaintHand(brush, traits.Skin.Lighter(-0.05), right, random.NextDouble(-0.05, 0.12));
                break;
            case Occluder.Strand:
                var x = random.NextDouble(0.18, 0.45);
                brush.Stroke([new Point(0.10 * right, -1.0), new Point(x * right, -0.55), new Point((x + 0.12) * right, -0.05), new Point((x + 0.02) * right, 0.35)], (0.14, 0.10, 0), traits.Hair, 0.97);
                brush.Stroke([new Point(0.02 * right, -1.0), new Point((x - 0.12) * right, -0.6), new Point(x * right, -0.15)], (0.08, 0.06, 0), traits.Hair.Lighter(-0.15), 0.97);
                break;
            case Occluder.Patch:
                PaintPatch(brush, nuisance, ref random);
                break;
            default:
                break;
        }
    }

    // Something long in the foreground across an edge of the face: a pole, an arm, the edge of a phone.
    private static void PaintBar(FaceBrush brush, Nuisance nuisance, ref RandomStream random)
    {
        var (across, along) = Directions(nuisance.OccluderAngle);
        var distance = random.NextDouble(0.50, 0.72);
        var width = random.NextDouble(0.10, 0.24);
        var middle = across * distance;
        brush.Fill([middle + (along * 3), middle - (along * 3), middle + (across * width) - (along * 3), middle + (across * width) + (along * 3)], nuisance.OccluderColour, depth: Depth.Outline);
    }

    private static void PaintPatch(FaceBrush brush, Nuisance nuisance, ref RandomStream random)
    {
        var (across, along) = Directions(nuisance.OccluderAngle);
        var centre = across * random.NextDouble(0.55, 0.75);
        var (width, height) = (random.NextDouble(0.14, 0.26), random.NextDouble(0.14, 0.26));
        brush.Fill([centre - (across * width) - (along * height), centre + (across * width) - (along * height), centre + (across * width) + (along * height), centre - (across * width) + (along * height)], nuisance.OccluderColour, depth: Depth.Outline);
    }

    private static void PaintHand(FaceBrush brush, Rgb skin, int right, double height)
    {
        var line = skin * 0.55;
        for (var finger = 0; finger < 4; finger++)
        {
            var y = 0.50 + height + (0.115 * finger);
            var reach = 0.50 + (0.025 * finger);
            Point[] spine = [new(1.1 * right, y + 0.25), new(0.75 * right, y + 0.06), new(reach * right, y)];
            brush.Stroke(spine, (0.14, 0.13, 0.10), line, 1, depth: Depth.Outline);
            brush.Stroke(spine, (0.125, 0.115, 0.085), skin, 1, depth: Depth.Outline);
            brush.Fill(Curve.Ellipse(new(reach * right, y), 0.05, 0.043), skin, depth: Depth.Outline);
        }

        brush.Fill(Curve.Smooth([new(0.72 * right, 0.60 + height), new(1.0 * right, 0.58 + height), new(1.5 * right, 1.3), new(1.3 * right, 1.9), new(0.95 * right, 1.5), new(0.75 * right, 1.08 + height)], closed: true), skin, depth: Depth.Outline);
    }

    private static (Point Across, Point Along) Directions(double angle)
    {
        var across = new Point(SteadyMath.Cos(angle), SteadyMath.Sin(angle));
        return (across, new(-across.Y, across.X));
    }
}
