using Mien.Core;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>A map over a picture: the picture in grey, coloured from dark violet (nothing) over green to yellow (the most).</summary>
public static class HeatOverlay
{
    private const double Opacity = 0.55;

    // Viridis at nine places: brightness rises evenly with the value, for all kinds of colour vision and in print.
    private static readonly Rgb[] Stops =
    [
        new(68, 1, 84), new(71, 45, 123), new(59, 82, 139), new(44, 114, 142), new(33, 144, 140), new(39, 173, 129), new(92, 200, 99), new(170, 220, 50), new(253, 231, 37),
    ];

    /// <summary>Draws a map over a picture.</summary>
    /// <param name="picture">The picture, of any size.</param>
    /// <param name="map">What is laid over it, enlarged evenly; values of 0 and below are nothing.</param>
    /// <param name="sidePx">Longer side of the result in pixels.</param>
    public static Image Draw(Image picture, HeatMap map, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(sidePx, 1);
        var grey = Colour.ToGrey(ContactSheet.Fitted(picture, sidePx));
        var result = new Image(grey.Width, grey.Height, 3);
        var scale = map.Max > 0 ? 1 / (double)map.Max : 0;
        for (var index = 0; index < grey.Pixels.Length; index++)
        {
            var (x, y) = (((index % grey.Width) + 0.5) / grey.Width, ((index / grey.Width) + 0.5) / grey.Height);
            var colour = ColourOf(map.At(x, y) * scale);
            var pixel = result.Pixels.AsSpan(3 * index, 3);
            (pixel[0], pixel[1], pixel[2]) = (Mix(grey.Pixels[index], colour.R), Mix(grey.Pixels[index], colour.G), Mix(grey.Pixels[index], colour.B));
        }

        return result;
    }

    /// <summary>A map on its own, from its smallest value to its largest.</summary>
    /// <param name="map">The map.</param>
    /// <param name="sidePx">Longer side of the result in pixels; each value becomes a block.</param>
    public static Image Draw(HeatMap map, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentOutOfRangeException.ThrowIfLessThan(sidePx, 1);
        var (low, range) = (map.Values.Min(), (double)map.Max - map.Values.Min());
        var small = new Image(map.Width, map.Height, 3);
        for (var index = 0; index < map.Values.Length; index++)
        {
            var colour = ColourOf(range > 0 ? (map.Values[index] - low) / range : 0);
            var pixel = small.Pixels.AsSpan(3 * index, 3);
            (pixel[0], pixel[1], pixel[2]) = (colour.R, colour.G, colour.B);
        }

        var enlargement = (double)sidePx / Math.Max(map.Width, map.Height);
        var (width, height) = (Math.Max(1, (int)Math.Round(map.Width * enlargement)), Math.Max(1, (int)Math.Round(map.Height * enlargement)));
        return Geometry.Resize(small, width, height, enlargement > 1 ? Interpolation.Nearest : Interpolation.Area);
    }

    private static Rgb ColourOf(double fraction)
    {
        var position = Math.Clamp(fraction, 0, 1) * (Stops.Length - 1);
        var index = Math.Min((int)position, Stops.Length - 2);
        var (low, high, share) = (Stops[index], Stops[index + 1], position - index);
        return new(Between(low.R, high.R), Between(low.G, high.G), Between(low.B, high.B));

        byte Between(byte from, byte to) => (byte)Math.Round(from + ((to - from) * share));
    }

    private static byte Mix(byte grey, byte colour) => (byte)Math.Round((grey * (1 - Opacity)) + (colour * Opacity));
}
