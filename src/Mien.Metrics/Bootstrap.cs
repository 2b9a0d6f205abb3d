using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Metrics;

/// <summary>An interval that holds a score with a given confidence.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>
/// Percentile bootstrap: how much a score would move if the samples had been drawn anew. Where one person gives several samples, whole
/// persons are drawn, as their samples are not independent.
/// </summary>
/// <remarks>Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 8.</remarks>
public sealed class Bootstrap
{
    private readonly ImmutableArray<ImmutableArray<int>> _groups;
    private readonly ulong _seed;

    /// <param name="sampleCount">Number of samples.</param>
    /// <param name="groups">For every sample its group, such as the person; null where each sample stands for itself. An empty name is a group of its own.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <exception cref="ArgumentException">The number of groups is not that of samples.</exception>
    public Bootstrap(int sampleCount, IReadOnlyList<string?>? groups = null, ulong seed = 1)
    {
        if (groups is not null && groups.Count != sampleCount)
        {
            throw new ArgumentException($"Expected a group for each of {sampleCount} samples but got {groups.Count}.", nameof(groups));
        }

        var samples = Enumerable.Range(0, sampleCount);
        _seed = seed;
        _groups = groups is null
            ? [.. samples.Select(sample => ImmutableArray.Create(sample))]
            : [.. samples.GroupBy(sample => string.IsNullOrEmpty(groups[sample]) ? (object)sample : groups[sample]!).Select(group => group.ToImmutableArray())];
    }

    /// <summary>Number of groups that are drawn independently.</summary>
    public int GroupCount => _groups.Length;

    /// <summary>The samples of one draw, as indices; as many groups as there are, each as often as it was drawn.</summary>
    /// <param name="draw">Number of the draw, from 0.</param>
    public ImmutableArray<int> Draw(int draw)
    {
        var random = new RandomStream(_seed, "bootstrap", index: draw);
        var samples = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < _groups.Length; i++)
        {
            samples.AddRange(_groups[random.NextInt32(_groups.Length)]);
        }

        return samples.ToImmutable();
    }

    /// <summary>The central interval of each score over draws; draws in which a score is NaN do not count for it.</summary>
    /// <param name="scores">Gives the scores of a draw, always as many.</param>
    /// <param name="draws">Number of draws, at least 1.</param>
    /// <param name="confidence">Share of the draws inside, in (0, 1).</param>
    /// <returns>One interval per score; NaN at both ends where no draw gives a number.</returns>
    public ImmutableArray<Interval> Intervals(Func<ImmutableArray<int>, double[]> scores, int draws = 1000, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (_groups.IsEmpty)
        {
            throw new InvalidOperationException("Expected samples to draw from but there are none.");
        }

        var rows = new double[draws][];
        Parallel.For(0, draws, draw => rows[draw] = scores(Draw(draw)));
        return [.. Enumerable.Range(0, rows[0].Length).Select(column =>
        {
            double[] sorted = [.. rows.Select(row => row[column]).Where(double.IsFinite).Order()];
            return new Interval(Quantile(sorted, (1 - confidence) / 2), Quantile(sorted, (1 + confidence) / 2));
        })];
    }

    // Between neighbours in a straight line, numpy's default.
    private static double Quantile(double[] sorted, double fraction)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        var position = fraction * (sorted.Length - 1);
        var (low, high) = ((int)Math.Floor(position), (int)Math.Ceiling(position));
        return sorted[low] + ((position - low) * (sorted[high] - sorted[low]));
    }
}
