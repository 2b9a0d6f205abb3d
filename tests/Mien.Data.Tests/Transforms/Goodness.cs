using Mien.Core;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Tests.Transforms;

/// <summary>Tests of distributions. Seeds are fixed; the limits let a right distribution fail in about one of a million seeds.</summary>
internal static class Goodness
{
    // The standard normal deviate and the Kolmogorov statistic that are exceeded with a probability of about 1e-6.
    private const double Deviate = 4.75;
    private const double Kolmogorov = 2.7;

    public static TDraw[] Draws<TDraw>(RandomTransform<TDraw> transform, int count, Image? image = null)
        where TDraw : struct
    {
        image ??= new Image(96, 96, 3);
        var draws = new TDraw[count];
        for (var index = 0; index < count; index++)
        {
            var random = new RandomStream(7, "test", index: index);
            draws[index] = transform.Draw(ref random, image);
        }

        return draws;
    }

    /// <summary>Values come from these categories and with these probabilities (Pearson's chi-square).</summary>
    public static void AssertShares<T>(IEnumerable<T> values, IReadOnlyDictionary<T, double> probabilities)
        where T : notnull
    {
        var counts = values.CountBy(value => value).ToDictionary();
        Assert.All(counts.Keys, key => Assert.Contains(key, probabilities));
        double total = counts.Values.Sum();
        var statistic = probabilities.Sum(expected => Math.Pow(counts.GetValueOrDefault(expected.Key) - (total * expected.Value), 2) / (total * expected.Value));
        Assert.InRange(statistic, 0, ChiSquareLimit(probabilities.Count - 1));
    }

    /// <summary>Values are the whole numbers from low to high, each equally likely.</summary>
    public static void AssertUniform(IEnumerable<int> values, int low, int high) =>
        AssertShares(values, Enumerable.Range(low, high - low + 1).ToDictionary(value => value, _ => 1.0 / (high - low + 1)));

    /// <summary>Values have this distribution function (Kolmogorov and Smirnov).</summary>
    public static void AssertDistribution(IEnumerable<double> values, Func<double, double> below)
    {
        var sorted = values.Order().ToArray();
        var distance = sorted.Select((value, index) => Math.Max(below(value) - ((double)index / sorted.Length), ((index + 1.0) / sorted.Length) - below(value))).Max();
        Assert.InRange(distance * Math.Sqrt(sorted.Length), 0, Kolmogorov);
    }

    /// <summary>Values are uniform between two limits.</summary>
    public static void AssertUniform(IEnumerable<double> values, double low, double high) =>
        AssertDistribution(values, value => Math.Clamp((value - low) / (high - low), 0, 1));

    /// <summary>A count lies where a binomial one does.</summary>
    public static void AssertBinomial(long count, long tries, double probability) =>
        Assert.InRange((count - (tries * probability)) / Math.Sqrt(tries * probability * (1 - probability)), -Deviate, Deviate);

    // Wilson and Hilferty 1931.
    private static double ChiSquareLimit(int degrees)
    {
        var spread = 2.0 / (9 * degrees);
        return degrees * Math.Pow(1 - spread + (Deviate * Math.Sqrt(spread)), 3);
    }
}
