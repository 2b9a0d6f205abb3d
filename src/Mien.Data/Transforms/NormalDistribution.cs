namespace Mien.Data.Transforms;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Beyond this the distribution function is 0 or 1 to 3e-16.
    private const double Tail = 8.1;

    /// <summary>The probability of a value below z, to about 1e-15 (series of Marsaglia 2004, J. Stat. Software 11(4)).</summary>
    public static double Cumulative(double z)
    {
        if (Math.Abs(z) > Tail)
        {
            return z < 0 ? 0 : 1;
        }

        var (sum, term, before) = (z, z, 0.0);
        for (var odd = 3; sum != before; odd += 2)
        {
            before = sum;
            term *= z * z / odd;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI));
    }
}
