using System.Collections.Immutable;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>The scores that are drawn a thousand times, from arrays that are made once.</summary>
internal sealed class QuickScores
{
    private readonly int _classCount;
    private readonly int[] _labels; // -1 without label
    private readonly int[] _predictions;
    private readonly ImmutableArray<(double Truth, double Prediction)?>[] _affect;

    public QuickScores(ScoredSet set)
    {
        _classCount = set.Labels?.Count ?? 0;
        _labels = [.. set.Samples.Select(sample => sample.Label ?? -1)];
        _predictions = [.. set.Samples.Select(sample => sample.Predicted)];
        _affect = [[.. set.Samples.Select(sample => sample.Valence)], [.. set.Samples.Select(sample => sample.Arousal)]];
    }

    public static ImmutableArray<string> Names { get; } =
    [
        "accuracy", "balanced_accuracy", "macro_f1", "cohen_kappa",
        "valence.rmse", "valence.corr", "valence.ccc", "valence.sagr", "arousal.rmse", "arousal.corr", "arousal.ccc", "arousal.sagr",
    ];

    /// <summary>Scores of some of the samples, each as often as it is named, in the order of <see cref="Names"/>; NaN where there is nothing to measure.</summary>
    public double[] Of(ImmutableArray<int> samples)
    {
        ReadOnlySpan<double> classes = _classCount == 0 ? [double.NaN, double.NaN, double.NaN, double.NaN] : Classes(samples);
        return [.. classes, .. Affect(_affect[0], samples), .. Affect(_affect[1], samples)];
    }

    private double[] Classes(ImmutableArray<int> samples)
    {
        var counts = new long[_classCount, _classCount];
        foreach (var sample in samples)
        {
            if (_labels[sample] >= 0)
            {
                counts[_labels[sample], _predictions[sample]]++;
            }
        }

        var matrix = ConfusionMatrix.FromCounts(counts);
        return
        [
            ClassificationMetrics.Accuracy(matrix), ClassificationMetrics.BalancedAccuracy(matrix),
            matrix.Total == 0 ? double.NaN : ClassificationMetrics.MacroF1(matrix), Agreement.CohenKappa(matrix),
        ];
    }

    private static double[] Affect(ImmutableArray<(double Truth, double Prediction)?> all, ImmutableArray<int> samples)
    {
        List<double> truth = [], prediction = [];
        foreach (var sample in samples)
        {
            if (all[sample] is { } pair)
            {
                truth.Add(pair.Truth);
                prediction.Add(pair.Prediction);
            }
        }

        var scores = new AffectScores([.. truth], [.. prediction]);
        return [scores.Rmse, scores.Correlation, scores.Ccc, scores.Sagr];
    }
}
