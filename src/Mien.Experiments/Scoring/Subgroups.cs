using System.Collections.Immutable;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>The scores of the pictures with one value of a column.</summary>
/// <param name="Value">The value; empty where the column is.</param>
/// <param name="Count">Number of labelled pictures.</param>
/// <param name="Accuracy">See <see cref="ClassificationMetrics.Accuracy"/>.</param>
/// <param name="BalancedAccuracy">See <see cref="ClassificationMetrics.BalancedAccuracy"/>; it leaves out classes without pictures in the group.</param>
/// <param name="Interval">The interval that holds the accuracy with 95 % confidence.</param>
public sealed record Subgroup(string Value, long Count, double Accuracy, double BalancedAccuracy, Interval Interval);

/// <summary>Scores by the values of a column, for finding whom a model serves worse than others.</summary>
public static class Subgroups
{
    /// <summary>Divides a set by a column.</summary>
    /// <param name="set">The pictures.</param>
    /// <param name="column">One of <see cref="ScoredSet.Columns"/>; case does not count.</param>
    /// <param name="draws">Draws of the bootstrap; 0 for no intervals.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <returns>The groups, the one with the lowest accuracy first.</returns>
    /// <exception cref="ConfigException">There is no such column, or there are no classes.</exception>
    public static ImmutableArray<Subgroup> Of(ScoredSet set, string column, int draws = 1000, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(column);
        var index = set.Columns.ToList().FindIndex(name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        if (index < 0 || set.Labels is null)
        {
            throw new ConfigException(
                $"Expected a column '{column}' beside truth and probabilities in {set.Name}{(set.Labels is null ? " but it has no probabilities" : NearMiss.HintOrAll(column, set.Columns))}.");
        }

        var groups = set.Samples.Where(sample => sample.Label is not null).GroupBy(sample => sample.Fields[index], StringComparer.Ordinal);
        return [.. groups.Select(group => Score(set with { Samples = [.. group] }, group.Key, draws, seed)).OrderBy(group => group.Accuracy).ThenBy(group => group.Value, StringComparer.Ordinal)];
    }

    private static Subgroup Score(ScoredSet group, string value, int draws, ulong seed)
    {
        var scores = Scores.Of(group, draws, seed);
        return new Subgroup(value, group.Samples.Length, scores.Intervals[0].Value, scores.Intervals[1].Value, scores.Intervals[0].Interval);
    }
}
