using System.Collections.Immutable;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>How much better a second set of predictions is than a first one of the same pictures.</summary>
/// <param name="Count">Number of pictures in both.</param>
/// <param name="Differences">Second minus first of each score, with the interval of a paired bootstrap.</param>
/// <param name="McNemar">The test of their accuracies; null without labels.</param>
/// <param name="Drawn">What was drawn: persons, or pictures where persons are unknown; none of them where no intervals were asked for.</param>
public sealed record Comparison(int Count, ImmutableArray<ScoreInterval> Differences, McNemar? McNemar, (string Unit, int Count) Drawn)
{
    /// <summary>Compares two sets. Rows are matched by file where both name files, else by position.</summary>
    /// <param name="first">The one to compare with.</param>
    /// <param name="second">The one in question.</param>
    /// <param name="draws">Draws of the bootstrap; 0 for no intervals.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <exception cref="ConfigException">The sets have other classes, other pictures or other truth.</exception>
    public static Comparison Of(ScoredSet first, ScoredSet second, int draws = 1000, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        second = Aligned(first, second.InOrderOf(first.Labels));
        var (before, after) = (new QuickScores(first), new QuickScores(second));
        var (bootstrap, unit) = first.Bootstrap(seed);
        return new Comparison(
            first.Samples.Length,
            ScoreInterval.Of(Difference, first.Samples.Length, bootstrap, draws),
            first.Labels is null ? null : Metrics.McNemar.Of(Right(first), Right(second)),
            (unit, draws > 0 ? bootstrap.GroupCount : 0));

        double[] Difference(ImmutableArray<int> samples) => [.. after.Of(samples).Zip(before.Of(samples), (now, then) => now - then)];
    }

    private static ScoredSet Aligned(ScoredSet first, ScoredSet second)
    {
        var problem = !Equals(first.Labels, second.Labels) ? $"the classes {first.Labels?.ToString() ?? "none"} of both but {second.Name} has {second.Labels?.ToString() ?? "none"}"
            : first.Samples.Length != second.Samples.Length ? $"{Counted.Of(first.Samples.Length, "picture")} in both but {second.Name} has {second.Samples.Length}"
            : null;
        var aligned = problem is null ? ByFile(first, second) : second;
        for (var row = 0; row < first.Samples.Length && problem is null; row++)
        {
            var (of, with) = (first.Samples[row], aligned.Samples[row]);
            problem = of.Label != with.Label || of.Valence?.Truth != with.Valence?.Truth || of.Arousal?.Truth != with.Arousal?.Truth
                ? $"the same truth for {(of.File is null ? $"row {row + 1}" : $"'{of.File}'")} in both but it differs"
                : null;
        }

        return problem is null ? aligned : throw new ConfigException($"Cannot compare {first.Name} with {second.Name}: expected {problem}.");
    }

    private static ScoredSet ByFile(ScoredSet first, ScoredSet second)
    {
        if (first.Samples.Concat(second.Samples).Any(sample => string.IsNullOrEmpty(sample.File)))
        {
            return second;
        }

        var byFile = second.Samples.ToLookup(sample => sample.File!, StringComparer.Ordinal);
        if (first.Samples.FirstOrDefault(sample => byFile[sample.File!].Count() != 1) is { } lone)
        {
            throw new ConfigException($"Cannot compare {first.Name} with {second.Name}: expected '{lone.File}' once in both but the second has it {byFile[lone.File!].Count()} times.");
        }

        return second with { Samples = [.. first.Samples.Select(sample => byFile[sample.File!].Single())] };
    }

    private static bool[] Right(ScoredSet set) => [.. set.Samples.Select(sample => sample.Label is { } label && sample.Predicted == label)];
}
