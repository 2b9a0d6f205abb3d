using Mien.Imaging;

namespace Mien.Reports;

/// <summary>The colours of all pictures of this project; right and wrong differ in brightness too, for readers who see no red or green.</summary>
internal static class Palette
{
    public static Rgb Ink => new(40, 44, 52);

    public static Rgb Faint => new(120, 126, 138);

    public static Rgb Right => new(46, 160, 90);

    public static Rgb Wrong => new(196, 43, 43);

    /// <summary>From paper to deep blue.</summary>
    /// <param name="fraction">In [0, 1].</param>
    public static Rgb Heat(double fraction)
    {
        ReadOnlySpan<Rgb> stops = [new(247, 250, 253), new(158, 200, 228), new(49, 122, 186), new(8, 48, 107)];
        var position = Math.Clamp(fraction, 0, 1) * (stops.Length - 1);
        var index = Math.Min((int)position, stops.Length - 2);
        var (low, high, share) = (stops[index], stops[index + 1], position - index);
        return new(Mix(low.R, high.R), Mix(low.G, high.G), Mix(low.B, high.B));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + ((to - from) * share));
    }
}
