namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints hair, head coverings and beards.</summary>
internal static class HairPainter
{
    /// <summary>What lies behind the head.</summary>
    public static void PaintBack(FaceBrush brush, FaceTraits traits)
    {
        var wide = traits.HeadWidth;
        var dark = traits.Hair.Lighter(-0.22);
        switch (traits.HairStyle)
        {
            case HairStyle.Long:
                Back(brush, dark, [new(0.55 * wide, -1.02), new(0.88 * wide, -0.45), new(0.90 * wide, 0.4), new(0.98 * wide, 1.35), new(0.3, 1.45)]);
                break;
            case HairStyle.Wavy:
                Back(brush, dark, [new(0.58 * wide, -1.05), new(0.95 * wide, -0.5), new(0.86 * wide, -0.1), new(1.02 * wide, 0.3), new(0.9 * wide, 0.65), new(1.0 * wide, 1.05), new(0.4, 1.15)]);
                break;
            case HairStyle.Bob:
                Back(brush, dark, [new(0.55 * wide, -1.02), new(0.90 * wide, -0.45), new(0.96 * wide, 0.2), new(0.82 * wide, 0.68), new(0.3, 0.7)]);
                break;
            case HairStyle.Afro:
                for (var puff = 0; puff < 14; puff++)
                {
                    var angle = Math.PI * (0.84 + (1.32 * puff / 13));
                    var place = new Point(0.80 * wide * SteadyMath.Cos(angle), -0.35 + (0.80 * SteadyMath.Sin(angle)));
                    brush.Fill(Curve.Ellipse(place, 0.34, 0.34), puff % 2 == 0 ? dark : dark.Lighter(0.05), depth: Depth.Behind);
                }

                break;
            case HairStyle.Bun:
                brush.Fill(Curve.Ellipse(new(0, -1.12), 0.30, 0.27), dark, depth: Depth.Behind);
                break;
            case HairStyle.Scarf:
                Back(brush, traits.Fabric.Lighter(-0.2), [new(0.55 * wide, -1.10), new(0.93 * wide, -0.5), new(0.92 * wide, 0.4), new(0.95, 1.2), new(1.15, 1.7), new(0.4, 1.9)]);
                break;
            default:
                break;
        }
    }

    /// <summary>What lies on the head.</summary>
    public static void PaintFront(FaceBrush brush, FaceTraits traits, Coverage scratch)
    {
        var wide = traits.HeadWidth;
        switch (traits.HairStyle)
        {
            case HairStyle.Bald:
                break;
            case HairStyle.Scarf:
                PaintScarf(brush, traits);
                break;
            case HairStyle.Cap:
                PaintCap(brush, traits);
                break;
            default:
                Front(brush, traits, Hairline(traits.HairStyle, wide), scratch);
                break;
        }
    }

    /// <summary>Paints beard and moustache; the mouth is painted over it.</summary>
    public static void PaintBeard(FaceBrush brush, FaceGeometry face, Coverage head)
    {
        var traits = face.Traits;
        var (style, low) = (traits.Beard, traits.ChinLength + face.JawDrop);
        var colour = Rgb.Lerp(traits.Hair, traits.Skin * 0.5, style == BeardStyle.Stubble ? 0.5 : 0.12);
        if (style is BeardStyle.Stubble or BeardStyle.Full)
        {
            Point[] edge = [new(0.80, -0.10), new(0.66, 0.18), new(0.50, 0.36), new(0.30, 0.34)];
            Point[] jaw = [new(0.80, 0.4), new(0.62, 0.85 + low), new(0.2, 1.08 + low)];
            Point[] outline = [.. Curve.Smooth([.. HeadPainter.Mirror(edge).Reverse(), new(0, 0.33), .. edge.Reverse()]), .. Curve.Smooth([.. jaw, .. HeadPainter.Mirror(jaw)])];
            brush.Fill(outline, colour, style == BeardStyle.Full ? 0.93 : 0.34, head, Depth.Surface);
        }

        if (style is BeardStyle.Moustache or BeardStyle.Goatee)
        {
            var y = face.Mouth.UpperRim - face.Mouth.UpperThickness - 0.03;
            brush.Stroke([new(-face.Mouth.Right.Place.X - 0.01, face.Mouth.Right.Place.Y - 0.01), new(-0.14, y + 0.005), new(0, y - 0.02), new(0.14, y + 0.005), new(face.Mouth.Left.Place.X + 0.01, face.Mouth.Left.Place.Y - 0.01)], (0.02, 0.11, 0.02), colour, 0.95);
        }

        if (style == BeardStyle.Goatee)
        {
            brush.Fill(Curve.Smooth([new(-0.17, 0.74 + low), new(0, 0.68 + low), new(0.17, 0.74 + low), new(0.12, 0.98 + low), new(0, 1.04 + low), new(-0.12, 0.98 + low)], closed: true), colour, 0.93);
        }
    }

    private static void Back(FaceBrush brush, Rgb colour, Point[] right) =>
        brush.Fill(Curve.Smooth([new(0, -1.12), .. right, .. HeadPainter.Mirror(right)], closed: true), colour, depth: Depth.Behind);

    // From the hair before the right ear over the forehead to that before the left ear.
    private static Point[] Hairline(HairStyle style, double wide) => style switch
    {
        HairStyle.SidePart => [new(-0.73 * wide, -0.12), new(-0.64 * wide, -0.46), new(-0.42, -0.70), new(-0.28, -0.80), new(0.05, -0.66), new(0.40, -0.60), new(0.66 * wide, -0.42), new(0.73 * wide, -0.12)],
        HairStyle.Fringe => [new(-0.74 * wide, 0.02), new(-0.66 * wide, -0.36), new(-0.45, -0.52), new(0, -0.56), new(0.45, -0.52), new(0.66 * wide, -0.36), new(0.74 * wide, 0.02)],
        HairStyle.Receding => [new(-0.74 * wide, -0.12), new(-0.69 * wide, -0.45), new(-0.52, -0.80), new(-0.22, -0.78), new(0, -0.74), new(0.22, -0.78), new(0.52, -0.80), new(0.69 * wide, -0.45), new(0.74 * wide, -0.12)],
        HairStyle.Long or HairStyle.Wavy => [new(-0.78 * wide, 0.30), new(-0.66 * wide, -0.22), new(-0.40, -0.62), new(0, -0.86), new(0.40, -0.62), new(0.66 * wide, -0.22), new(0.78 * wide, 0.30)],
        HairStyle.Bob => [new(-0.80 * wide, 0.35), new(-0.66 * wide, -0.25), new(-0.52, -0.55), new(-0.1, -0.62), new(0.40, -0.66), new(0.67 * wide, -0.25), new(0.80 * wide, 0.35)],
        _ => [new(-0.74 * wide, -0.10), new(-0.67 * wide, -0.44), new(-0.44, -0.70), new(0, -0.74), new(0.44, -0.70), new(0.67 * wide, -0.44), new(0.74 * wide, -0.10)],
    };

    private static void Front(FaceBrush brush, FaceTraits traits, Point[] hairline, Coverage scratch)
    {
        var wide = traits.HeadWidth;
        var thin = traits.HairStyle is HairStyle.Buzz or HairStyle.Receding;
        var height = thin ? 1.03 : traits.HairStyle is HairStyle.Afro ? 1.18 : 1.10;
        Point[] crown = [new(0.80 * wide, -0.12), new(0.80 * wide, -0.52), new(0.52 * wide, -0.80 * height - 0.12), new(0, -height)];
        Point[] outer = Curve.Smooth([hairline[^1], .. crown, .. HeadPainter.Mirror(crown[..^1]), hairline[0]]);
        Point[] outline = [.. Curve.Smooth(hairline), .. outer];
        brush.Fill(outline, traits.Hair, traits.HairStyle == HairStyle.Buzz ? 0.72 : 1);
        var area = brush.Cover(scratch, outline);
        brush.Glow(new(-0.22, -0.92), 0.42, 0.20, traits.Hair.Lighter(0.45), 0.55, area);
        brush.Stroke(hairline, (0.02, 0.03, 0.02), traits.Hair.Lighter(-0.3), 0.5);
        for (var strand = -4; strand <= 4 && traits.HairStyle is not (HairStyle.Afro or HairStyle.Buzz); strand++)
        {
            var x = 0.15 * strand;
            brush.Stroke([new(x * 0.55, -height), new(x, -0.88), new(x * 1.25, -0.55)], (0.006, 0.014, 0.004), traits.Hair.Lighter(strand % 2 == 0 ? -0.3 : 0.2), 0.45, area);
        }
    }

    private static void PaintScarf(FaceBrush brush, FaceTraits traits)
    {
        var wide = traits.HeadWidth;
        Point[] outer = [new(0.55 * wide, -1.02), new(0.90 * wide, -0.5), new(0.88 * wide, 0.35), new(0.62, 0.92), new(0.35, 1.30)];
        Point[] inner = [new(0.40 * wide, -0.74), new(0.62 * wide, -0.42), new(0.67 * wide, 0.05), new(0.58 * wide, 0.50), new(0.30, 0.88)];
        Point[] rim = Curve.Smooth([new(0, -0.80), .. inner, new(0, 0.985 + traits.ChinLength), .. HeadPainter.Mirror(inner)], closed: true);
        Point[] cloth = Curve.Smooth([new(0, -1.12), .. outer, new(0, 1.34), .. HeadPainter.Mirror(outer)], closed: true);
        // The opening is cut out by running its rim the other way round, joined to the outer edge by a seam without width.
        brush.Fill([.. cloth, cloth[0], rim[0], .. rim.Reverse()], traits.Fabric);
        brush.Stroke([.. rim.Where((_, index) => index % 8 == 0), rim[0]], (0.03, 0.03, 0.03), traits.Fabric.Lighter(-0.3), 0.7);
        brush.Glow(new(-0.25, -0.95), 0.4, 0.16, traits.Fabric.Lighter(0.4), 0.5);
    }

    private static void PaintCap(FaceBrush brush, FaceTraits traits)
    {
        var wide = traits.HeadWidth;
        Point[] dome = [new(0.77 * wide, -0.48), new(0.76 * wide, -0.80), new(0.45 * wide, -1.16), new(0, -1.24)];
        Point[] band = [new(-0.77 * wide, -0.48), new(-0.4, -0.60), new(0, -0.63), new(0.4, -0.60), new(0.77 * wide, -0.48)];
        brush.Fill([.. Curve.Smooth([.. dome, .. HeadPainter.Mirror(dome[..^1])]), .. Curve.Smooth(band)], traits.Fabric);
        brush.Glow(new(-0.25, -1.0), 0.35, 0.2, traits.Fabric.Lighter(0.45), 0.5);
        var band2 = band.Select(point => point + new Point(0, -0.05)).ToArray();
        brush.Stroke(band2, (0.14, 0.14, 0.14), traits.Fabric.Lighter(-0.25));
    }
}
