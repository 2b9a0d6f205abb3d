using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>What transforms want to know about all values of a picture.</summary>
internal static class PixelStatistics
{
    /// <summary>Mean of all values of all channels.</summary>
    public static double Mean(Image image)
    {
        long sum = 0;
        foreach (var value in image.Pixels)
        {
            sum += value;
        }

        return (double)sum / image.Pixels.Length;
    }

    /// <summary>How often each value occurs in one channel.</summary>
    public static void Histogram(Image image, int channel, Span<int> counts)
    {
        counts.Clear();
        for (var index = channel; index < image.Pixels.Length; index += image.Channels)
        {
            counts[image.Pixels[index]]++;
        }
    }
}
