namespace Mien.Imaging.Tests;

/// <summary>Small pictures with known pixels.</summary>
internal static class Pictures
{
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
}
