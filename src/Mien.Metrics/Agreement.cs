using System.Collections.Immutable;

namespace Mien.Metrics;

/// <summary>Agreement between raters beyond chance: 1 is perfect, 0 what chance gives, below 0 worse than that.</summary>
public static class Agreement
{
    /// <summary>Cohen's kappa, unweighted, of truth and prediction; NaN without samples or where both are one and the same class throughout.</summary>
    /// <remarks>Cohen 1960, Educational and Psychological Measurement 20(1), 37-46.</remarks>
    public static double CohenKappa(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        double total = matrix.Total;
        var byChance = Enumerable.Range(0, matrix.ClassCount).Sum(index => (double)matrix.Support(index) * matrix.PredictedCount(index));
        return ((total * matrix.Correct) - byChance) / ((total * total) - byChance);
    }

    /// <summary>Krippendorff's alpha for categories, truth and prediction being two raters; NaN where a single class occurs.</summary>
    public static double KrippendorffNominal(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var values = 2 * matrix.Total;
        var byChance = Enumerable.Range(0, matrix.ClassCount).Select(index => matrix.Support(index) + matrix.PredictedCount(index)).ToArray();
        return Alpha(2.0 * (matrix.Total - matrix.Correct), DifferentPairs(byChance), values);
    }

    /// <summary>Krippendorff's alpha for numbers, truth and prediction being two raters; NaN where a single value occurs.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double KrippendorffInterval(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        var observed = 2 * truth.Length * RegressionMetrics.Mse(truth, prediction);
        return Alpha(observed, SquaredDifferences([.. truth, .. prediction]), 2L * truth.Length);
    }

    /// <summary>Krippendorff's alpha for categories of any number of raters with missing values.</summary>
    /// <param name="raters">For each rater the value of each unit, null where it gave none. A unit with fewer than two values does not count.</param>
    /// <exception cref="ArgumentException">The raters have different numbers of units.</exception>
    /// <remarks>Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.</remarks>
    public static double KrippendorffNominal(IReadOnlyList<IReadOnlyList<int?>> raters) =>
        Krippendorff(raters, values => DifferentPairs([.. values.CountBy(value => value).Select(pair => (long)pair.Value)]));

    /// <summary>Krippendorff's alpha for numbers of any number of raters with missing values. See the overload for categories.</summary>
    /// <exception cref="ArgumentException">The raters have different numbers of units.</exception>
    public static double KrippendorffInterval(IReadOnlyList<IReadOnlyList<double?>> raters) => Krippendorff(raters, SquaredDifferences);

    private static double Krippendorff<T>(IReadOnlyList<IReadOnlyList<T?>> raters, Func<ImmutableArray<T>, double> disagreement)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(raters);
        var units = raters.Count == 0 ? 0 : raters[0].Count;
        if (raters.FirstOrDefault(rater => rater.Count != units) is { } other)
        {
            throw new ArgumentException($"Expected {units} units of every rater but one has {other.Count}.", nameof(raters));
        }

        var observed = 0.0;
        List<T> paired = [];
        for (var unit = 0; unit < units; unit++)
        {
            ImmutableArray<T> values = [.. raters.Select(rater => rater[unit]).OfType<T>()];
            if (values.Length > 1)
            {
                observed += disagreement(values) / (values.Length - 1);
                paired.AddRange(values);
            }
        }

        return Alpha(observed, disagreement([.. paired]), paired.Count);
    }

    // Both disagreements are sums over ordered pairs; the expected one is of all values, whatever their unit.
    private static double Alpha(double observed, double expected, long values) => expected == 0 ? double.NaN : 1 - ((values - 1) * observed / expected);

    private static double DifferentPairs(long[] counts)
    {
        double total = counts.Sum();
        return (total * total) - counts.Sum(count => (double)count * count);
    }

    private static double SquaredDifferences(ImmutableArray<double> values)
    {
        if (values.All(value => value == values[0]))
        {
            return 0; // a rounded mean would leave a trace
        }

        var mean = values.Average();
        return 2.0 * values.Length * values.Sum(value => (value - mean) * (value - mean));
    }
}
