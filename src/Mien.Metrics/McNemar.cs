namespace Mien.Metrics;

/// <summary>Whether two classifiers of the same samples differ in accuracy by more than chance.</summary>
/// <param name="OnlyFirst">Samples that only the first has right.</param>
/// <param name="OnlySecond">Samples that only the second has right.</param>
/// <param name="PValue">Chance of a difference at least as large if both were equally good, in [0, 1]: the exact two-sided binomial test.</param>
/// <remarks>McNemar 1947, Psychometrika 12(2), 153-157; exact as in Edwards 1948, Psychometrika 13(3), 185-187.</remarks>
public readonly record struct McNemar(int OnlyFirst, int OnlySecond, double PValue)
{
    /// <summary>Compares what two classifiers have right.</summary>
    /// <param name="first">For each sample whether the first is right.</param>
    /// <param name="second">The same of the second.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static McNemar Of(ReadOnlySpan<bool> first, ReadOnlySpan<bool> second)
    {
        if (first.Length != second.Length)
        {
            throw new ArgumentException($"Expected as many samples of both but got {first.Length} and {second.Length}.", nameof(second));
        }

        var (onlyFirst, onlySecond) = (0, 0);
        for (var i = 0; i < first.Length; i++)
        {
            onlyFirst += first[i] && !second[i] ? 1 : 0;
            onlySecond += second[i] && !first[i] ? 1 : 0;
        }

        return new McNemar(onlyFirst, onlySecond, TwoSidedBinomial(Math.Min(onlyFirst, onlySecond), onlyFirst + onlySecond));
    }

    // Twice the lower tail of a fair coin. Terms go from the largest, at the end of the tail, to those that no longer count.
    private static double TwoSidedBinomial(int successes, int trials)
    {
        if (2 * successes >= trials)
        {
            return 1;
        }

        var (term, tail) = (1.0, 1.0);
        for (var k = successes; k > 0 && term > 0; k--)
        {
            term *= (double)k / (trials - k + 1);
            tail += term;
        }

        return Math.Min(1, 2 * tail * Math.Exp(LogChoose(trials, successes) - (trials * Math.Log(2))));
    }

    private static double LogChoose(int n, int k)
    {
        var sum = 0.0;
        for (var i = 1; i <= k; i++)
        {
            sum += Math.Log((double)(n - k + i) / i);
        }

        return sum;
    }
}
