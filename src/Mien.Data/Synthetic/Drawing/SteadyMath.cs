using Mien.Core;

namespace Mien.Data.Synthetic.Drawing;

/// <summary>
/// Functions that give the same bits on every machine. Those of <see cref="Math"/> call the C library, which picks other
/// code on a processor with fused multiply-add; here are only additions, multiplications and roots, which IEEE 754 fixes.
/// </summary>
internal static class SteadyMath
{
    private const double HalfPi = Math.PI / 2;

    /// <summary>Sine of an angle in radians, error below 1e-8.</summary>
    public static double Sin(double angle)
    {
        var x = angle - (2 * Math.PI * Math.Floor((angle / (2 * Math.PI)) + 0.5));
        x = x > HalfPi ? Math.PI - x : x < -HalfPi ? -Math.PI - x : x;
        var square = x * x;
        return x * (1 - (square / 6 * (1 - (square / 20 * (1 - (square / 42 * (1 - (square / 72 * (1 - (square / 110))))))))));
    }

    /// <summary>Cosine of an angle in radians, error below 1e-8.</summary>
    public static double Cos(double angle) => Sin(angle + HalfPi);

    /// <summary>e to the power of <paramref name="x"/> for x in [-30, 1], relative error below 1e-8.</summary>
    public static double Exp(double x)
    {
        var part = x / 256;
        var value = 1 + (part * (1 + (part / 2 * (1 + (part / 3 * (1 + (part / 4)))))));
        for (var doubling = 0; doubling < 8; doubling++)
        {
            value *= value;
        }

        return value;
    }

    /// <summary>0 below <paramref name="low"/>, 1 above <paramref name="high"/>, a smooth cubic between.</summary>
    public static double Smoothstep(double low, double high, double x)
    {
        var t = Math.Clamp((x - low) / (high - low), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>The point between two numbers at <paramref name="t"/> of the way.</summary>
    public static double Lerp(double from, double to, double t) => from + ((to - from) * t);

    /// <summary>
    /// A draw with mean 0 and deviation 1 that never exceeds 3.47: four uniform draws added up (Irwin and Hall 1927).
    /// <see cref="RandomStream.NextGaussian"/> needs a logarithm and a cosine, so its last bit may differ between machines.
    /// </summary>
    public static double NextBell(this ref RandomStream random)
    {
        var sum = random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble();
        return (sum - 2) * 1.7320508075688772;
    }
}
