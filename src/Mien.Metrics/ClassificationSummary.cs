using System.Collections.Immutable;

namespace Mien.Metrics;

/// <summary>All scores of a classification that follow from labels and probabilities.</summary>
/// <param name="predictions">What they follow from.</param>
public sealed class ClassificationSummary(ClassProbabilities predictions)
{
    private readonly ImmutableArray<Ranking> _rankings = [.. Enumerable.Range(0, predictions.ClassCount).Select(label => Ranking.OneVersusRest(predictions, label))];

    /// <summary>What the scores follow from.</summary>
    public ClassProbabilities Predictions => predictions;

    /// <summary>Each class against the rest.</summary>
    public ImmutableArray<Ranking> Rankings => _rankings;

    /// <summary>Area under the ROC curve of each class; NaN where a class has no samples or all.</summary>
    public ImmutableArray<double> RocAucPerClass => [.. _rankings.Select(ranking => ranking.RocAuc())];

    /// <summary>Average precision of each class; NaN where a class has no samples.</summary>
    public ImmutableArray<double> AveragePrecisionPerClass => [.. _rankings.Select(ranking => ranking.AveragePrecision())];

    /// <summary>Mean area under the ROC curves that are defined; NaN where none is.</summary>
    public double MacroRocAuc => MeanOfDefined(RocAucPerClass);

    /// <summary>Mean average precision of the classes where it is defined; NaN where it is of none.</summary>
    public double MacroAveragePrecision => MeanOfDefined(AveragePrecisionPerClass);

    /// <summary>Mean area under the ROC curves weighted by support; NaN where one is not defined.</summary>
    public double WeightedRocAuc => predictions.Count == 0
        ? double.NaN
        : _rankings.Sum(ranking => ranking.RocAuc() * ranking.Positives) / predictions.Count;

    private static double MeanOfDefined(ImmutableArray<double> scores)
    {
        var defined = scores.Where(double.IsFinite).ToArray();
        return defined.Length == 0 ? double.NaN : defined.Average();
    }
}
