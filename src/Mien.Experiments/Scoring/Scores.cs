using System.Collections.Immutable;
using Mien.Core;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>A score with the interval that holds it with 95 % confidence.</summary>
/// <param name="Name">As in JSON; of valence and arousal with the dimension before it, such as <c>valence.ccc</c>.</param>
/// <param name="Value">The score.</param>
/// <param name="Interval">The interval; NaN at both ends where none was drawn or no draw gives a number.</param>
public sealed record ScoreInterval(string Name, double Value, Interval Interval)
{
    // Scores that are not defined for the whole are left out.
    internal static ImmutableArray<ScoreInterval> Of(Func<ImmutableArray<int>, double[]> scores, int count, Bootstrap bootstrap, int draws)
    {
        var values = scores([.. Enumerable.Range(0, count)]);
        var intervals = draws > 0 ? bootstrap.Intervals(scores, draws) : [.. values.Select(_ => new Interval(double.NaN, double.NaN))];
        return [.. QuickScores.Names.Select((name, index) => new ScoreInterval(name, values[index], intervals[index])).Where(score => double.IsFinite(score.Value))];
    }
}

/// <summary>Everything that is measured on pictures with truth and prediction.</summary>
public sealed class Scores
{
    private Scores(ScoredSet set)
    {
        Labels = set.Labels;
        ScoredSample[] labelled = [.. set.Samples.Where(sample => sample.Label is not null)];
        Classes = set.Labels is null || labelled.Length == 0 ? null : new(new(
            [.. labelled.Select(sample => sample.Label!.Value)], [.. labelled.SelectMany(sample => sample.Probabilities)], set.Labels.Count));
        (double Truth, double Prediction)[] valence = [.. set.Samples.Select(sample => sample.Valence).OfType<(double, double)>()];
        (double Truth, double Prediction)[] arousal = [.. set.Samples.Select(sample => sample.Arousal).OfType<(double, double)>()];
        (Valence, Arousal) = (Affect(valence), Affect(arousal));
        Pooled = Valence is null || Arousal is null ? null : Affect([.. valence, .. arousal]);
    }

    /// <summary>The classes; null without.</summary>
    public LabelSet? Labels { get; }

    /// <summary>Scores of the labelled pictures; null where there are none.</summary>
    public ClassificationSummary? Classes { get; }

    /// <summary>Scores of valence; null where none is known.</summary>
    public AffectScores? Valence { get; }

    /// <summary>Scores of arousal; null where none is known.</summary>
    public AffectScores? Arousal { get; }

    /// <summary>Scores of the values of both in one series; null where one is missing.</summary>
    public AffectScores? Pooled { get; }

    /// <summary>The main scores with their intervals.</summary>
    public ImmutableArray<ScoreInterval> Intervals { get; private set; } = [];

    /// <summary>What was drawn for the intervals: persons, or pictures where persons are unknown; none of them where no intervals were asked for.</summary>
    public (string Unit, int Count) Drawn { get; private set; } = ("pictures", 0);

    /// <summary>Measures a set.</summary>
    /// <param name="set">Pictures with truth and prediction.</param>
    /// <param name="draws">Draws of the bootstrap; 0 for no intervals.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <exception cref="MienException">No picture has a known truth.</exception>
    public static Scores Of(ScoredSet set, int draws = 0, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(set);
        var scores = new Scores(set);
        if (scores is { Classes: null, Valence: null, Arousal: null })
        {
            throw new MienException($"Expected pictures with a known truth in {set.Name} but none of {set.Samples.Length} has one.");
        }

        var (bootstrap, unit) = set.Bootstrap(seed);
        var quick = new QuickScores(set);
        scores.Intervals = ScoreInterval.Of(quick.Of, set.Samples.Length, bootstrap, draws);
        scores.Drawn = (unit, draws > 0 ? bootstrap.GroupCount : 0);
        return scores;
    }

    private static AffectScores? Affect((double Truth, double Prediction)[] pairs) =>
        pairs.Length == 0 ? null : new([.. pairs.Select(pair => pair.Truth)], [.. pairs.Select(pair => pair.Prediction)]);
}
