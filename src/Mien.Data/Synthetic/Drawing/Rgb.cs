namespace Mien.Data.Synthetic.Drawing;

/// <summary>A colour; each channel in [0, 1] as stored in a picture (sRGB values, not linear light).</summary>
internal readonly record struct Rgb(double R, double G, double B)
{
    /// <summary>The colour written 0xRRGGBB.</summary>
    public static Rgb Hex(int code) => new((code >> 16 & 255) / 255.0, (code >> 8 & 255) / 255.0, (code & 255) / 255.0);

    public static Rgb Lerp(Rgb a, Rgb b, double t) =>
        new(SteadyMath.Lerp(a.R, b.R, t), SteadyMath.Lerp(a.G, b.G, t), SteadyMath.Lerp(a.B, b.B, t));

    /// <summary>The colour at <paramref name="t"/> in [0, 1] along evenly spaced <paramref name="stops"/>.</summary>
    public static Rgb Along(ReadOnlySpan<Rgb> stops, double t)
    {
        var position = Math.Clamp(t, 0, 1) * (stops.Length - 1);
        var index = Math.Min((int)position, stops.Length - 2);
        return Lerp(stops[index], stops[index + 1], position - index);
    }

    public static Rgb operator *(Rgb a, double factor) => new(a.R * factor, a.G * factor, a.B * factor);

    public static Rgb operator *(Rgb a, Rgb b) => new(a.R * b.R, a.G * b.G, a.B * b.B);

    /// <summary>The colour moved towards white (positive) or black (negative) by a fraction in [-1, 1].</summary>
    public Rgb Lighter(double fraction) =>
        fraction >= 0 ? Lerp(this, new(1, 1, 1), fraction) : this * (1 + fraction);
}
