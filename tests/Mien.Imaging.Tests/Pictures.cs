namespace Mien.Imaging.Tests;

/// <summary>Small pictures with known pixels.</summary>
internal static class Pictures
{
    private static readonly Rgb Skin = new(224, 182, 150), Dark = new(50, 35, 30), Lips = new(170, 80, 80);

    /// <summary>A smooth picture, in which every pixel differs from its neighbours: lossy codecs keep it within a few levels.</summary>
    public static Image Gradient(int width, int height, int channels = 3)
    {
        var image = new Image(width, height, channels);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var (pixel, channel) = (i / channels, i % channels);
            var (x, y) = (pixel % width, pixel / width);
            image.Pixels[i] = (byte)(channel switch { 0 => 20 + 200 * x / width, 1 => 20 + 200 * y / height, _ => 60 + 60 * (x + y) / (width + height) });
        }

        return image;
    }

    /// <summary>Samples 0, 1, 2, ... in memory order.</summary>
    public static Image Counting(int width, int height, int channels)
    {
        var image = new Image(width, height, channels);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)i;
        }

        return image;
    }

    /// <summary>Grey picture from rows of samples.</summary>
    public static Image Grey(params byte[][] rows) => new(rows[0].Length, rows.Length, 1, [.. rows.SelectMany(row => row)]);

    /// <summary>Largest difference of two samples at the same place.</summary>
    public static int Deviation(Image a, Image b)
    {
        Assert.Equal((a.Width, a.Height, a.Channels), (b.Width, b.Height, b.Channels));
        return a.Pixels.Zip(b.Pixels, (left, right) => Math.Abs(left - right)).Max();
    }

    /// <summary>Draws a face of head, hair, brows, eyes, nose and mouth: what a cascade's contrasts of dark and bright areas ask for.</summary>
    public static void DrawFace(Image image, double x, double y, double radius)
    {
        Draw.FillPolygon(image, Oval(x, y - 0.15 * radius, 1.08 * radius, 1.35 * radius), Dark);
        Draw.FillPolygon(image, Oval(x, y, 0.9 * radius, 1.2 * radius), Skin);
        foreach (var side in (int[])[-1, 1])
        {
            var eye = x + side * 0.38 * radius;
            Draw.FillPolygon(image, Oval(eye, y - 0.42 * radius, 0.26 * radius, 0.06 * radius), Dark);
            Draw.FillPolygon(image, Oval(eye, y - 0.22 * radius, 0.2 * radius, 0.1 * radius), new Rgb(120, 90, 80));
            Draw.FillCircle(image, eye, y - 0.22 * radius, 0.09 * radius, Dark);
        }

        Draw.FillPolygon(image, Oval(x, y + 0.22 * radius, 0.16 * radius, 0.07 * radius), new Rgb(180, 130, 110));
        Draw.FillPolygon(image, Oval(x, y + 0.58 * radius, 0.36 * radius, 0.1 * radius), Lips);
        Blur.Gaussian(image, 1.5).Pixels.CopyTo(image.Pixels, 0);
    }

    private static (double X, double Y)[] Oval(double x, double y, double radiusX, double radiusY) =>
        [.. Enumerable.Range(0, 48).Select(i => Math.Tau * i / 48).Select(angle => (x + radiusX * Math.Cos(angle), y + radiusY * Math.Sin(angle)))];
}
