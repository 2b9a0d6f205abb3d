using Mien.Core;

namespace Mien.Data.Synthetic.Drawing;

/// <summary>Paints what is behind the person.</summary>
internal static class BackdropPainter
{
    public static void Paint(Canvas canvas, Nuisance nuisance)
    {
        var random = nuisance.Detail;
        var (from, to) = (nuisance.BackdropFrom, nuisance.BackdropTo);
        var direction = nuisance.Light;
        double Along(Point pixel) => 0.5 + ((((pixel.X / canvas.SizePx) - 0.5) * direction.X) + (((pixel.Y / canvas.SizePx) - 0.5) * direction.Y)) * 0.7;
        canvas.Paint(pixel => Rgb.Lerp(from, to, Along(pixel)));
        switch (nuisance.Backdrop)
        {
            case Backdrop.Clouds:
                Scatter(canvas, ref random, 40, 0.25, from, to, soft: true);
                break;
            case Backdrop.Bokeh:
                Scatter(canvas, ref random, 16, 0.13, from.Lighter(0.4), to.Lighter(0.3), soft: false);
                break;
            case Backdrop.Stripes:
                Stripes(canvas, ref random, to);
                break;
            case Backdrop.Blocks:
                Blocks(canvas, ref random, from, to);
                break;
            default:
                break;
        }
    }

    private static void Scatter(Canvas canvas, ref RandomStream random, int count, double reach, Rgb from, Rgb to, bool soft)
    {
        for (var index = 0; index < count; index++)
        {
            var centre = new Point(random.NextDouble(), random.NextDouble()) * canvas.SizePx;
            var radius = random.NextDouble(0.3, 1) * reach * canvas.SizePx;
            var colour = Rgb.Lerp(from, to, random.NextDouble()).Lighter(random.NextDouble(-0.3, 0.3));
            if (soft)
            {
                canvas.Glow(centre, new(radius, 0), new(0, radius), colour, 0.7);
            }
            else
            {
                canvas.Fill(Curve.Ellipse(centre, radius, radius), colour, 0.45);
            }
        }
    }

    private static void Stripes(Canvas canvas, ref RandomStream random, Rgb colour)
    {
        var size = canvas.SizePx;
        var count = 3 + random.NextInt32(7);
        var slant = random.NextDouble(-0.6, 0.6) * size;
        var width = random.NextDouble(0.2, 0.7) * size / count;
        var shade = colour.Lighter(random.NextDouble(-0.4, 0.4));
        for (var index = -count; index < 2 * count; index++)
        {
            double x = (double)index * size / count;
            canvas.Fill([new(x, 0), new(x + width, 0), new(x + width + slant, size), new(x + slant, size)], shade, 0.7);
        }
    }

    private static void Blocks(Canvas canvas, ref RandomStream random, Rgb from, Rgb to)
    {
        for (var index = 0; index < 9; index++)
        {
            var corner = new Point(random.NextDouble(-0.2, 1), random.NextDouble(-0.2, 1)) * canvas.SizePx;
            var extent = new Point(random.NextDouble(0.1, 0.5), random.NextDouble(0.1, 0.6)) * canvas.SizePx;
            var colour = Rgb.Lerp(from, to, random.NextDouble()).Lighter(random.NextDouble(-0.5, 0.4));
            canvas.Fill([corner, new(corner.X + extent.X, corner.Y), corner + extent, new(corner.X, corner.Y + extent.Y)], colour, 0.8);
        }
    }
}
