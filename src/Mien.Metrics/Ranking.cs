using System.Collections.Immutable;

namespace Mien.Metrics;

/// <summary>A point of a curve over thresholds: what holds when everything scored at least <paramref name="Threshold"/> is taken for positive.</summary>
/// <param name="Threshold">The threshold; infinity for the point where nothing is taken.</param>
/// <param name="TruePositives">Positives that are taken.</param>
/// <param name="FalsePositives">Negatives that are taken.</param>
public readonly record struct ThresholdPoint(double Threshold, long TruePositives, long FalsePositives);

/// <summary>Scores of a ranking of samples: one class against the rest, independent of any threshold.</summary>
public sealed class Ranking
{
    /// <param name="scores">Score of each sample, shape (N); higher means more likely positive.</param>
    /// <param name="isPositive">Truth of each sample, shape (N).</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Ranking(ReadOnlySpan<double> scores, ReadOnlySpan<bool> isPositive)
    {
        if (scores.Length != isPositive.Length)
        {
            throw new ArgumentException($"Expected as many truths as scores but got {isPositive.Length} for {scores.Length}.", nameof(isPositive));
        }

        var (order, positive) = (scores.ToArray(), isPositive.ToArray());
        Array.Sort(order, positive);
        var points = ImmutableArray.CreateBuilder<ThresholdPoint>();
        points.Add(new(double.PositiveInfinity, 0, 0));
        var (hits, misses) = (0L, 0L);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            (hits, misses) = positive[i] ? (hits + 1, misses) : (hits, misses + 1);
            if (i == 0 || order[i - 1] != order[i])
            {
                points.Add(new(order[i], hits, misses));
            }
        }

        (Points, Positives, Negatives) = (points.ToImmutable(), hits, misses);
    }

    /// <summary>One class of a classification against the rest.</summary>
    public static Ranking OneVersusRest(ClassProbabilities predictions, int label)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        var scores = new double[predictions.Count];
        for (var sample = 0; sample < scores.Length; sample++)
        {
            scores[sample] = predictions.Row(sample)[label];
        }

        return new Ranking(scores, [.. predictions.Labels.Select(truth => truth == label)]);
    }

    /// <summary>One point per distinct score, from the highest down, after the one where nothing is taken.</summary>
    public ImmutableArray<ThresholdPoint> Points { get; }

    /// <summary>Number of positive samples.</summary>
    public long Positives { get; }

    /// <summary>Number of negative samples.</summary>
    public long Negatives { get; }

    /// <summary>
    /// Area under the ROC curve, in [0, 1]: the chance that a positive ranks above a negative, ties counting half. NaN without positives
    /// or without negatives.
    /// </summary>
    public double RocAuc()
    {
        var doubled = 0.0;
        for (var i = 1; i < Points.Length; i++)
        {
            doubled += (double)(Points[i].FalsePositives - Points[i - 1].FalsePositives) * (Points[i].TruePositives + Points[i - 1].TruePositives);
        }

        return doubled / (2.0 * Positives * Negatives);
    }

    /// <summary>
    /// Average precision, in [0, 1]: precision at each distinct threshold weighted by what it adds to recall, without interpolation. NaN
    /// without positives.
    /// </summary>
    public double AveragePrecision()
    {
        var sum = 0.0;
        for (var i = 1; i < Points.Length; i++)
        {
            var (now, before) = (Points[i], Points[i - 1]);
            sum += (double)(now.TruePositives - before.TruePositives) * now.TruePositives / (now.TruePositives + now.FalsePositives);
        }

        return sum / Positives;
    }
}
