using System.Collections.Immutable;

namespace Mien.Metrics;

/// <summary>Scores of a classification as functions of its confusion matrix.</summary>
/// <remarks>
/// The conventions are those of scikit-learn's <c>classification_report</c> with all classes given as labels and
/// <c>zero_division=0</c>: a score whose denominator is 0 is 0, and macro averages count every class of the matrix, also
/// those without samples. <see cref="BalancedAccuracy"/> alone leaves classes without samples out, as scikit-learn does.
/// </remarks>
public static class ClassificationMetrics
{
    /// <summary>Share of samples whose prediction is right, in [0, 1]; NaN without samples.</summary>
    public static double Accuracy(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return (double)matrix.Correct / matrix.Total;
    }

    /// <summary>
    /// Mean recall over the classes that have samples, in [0, 1]; NaN without samples. The affective computing literature
    /// calls it unweighted average recall (UAR).
    /// </summary>
    public static double BalancedAccuracy(ConfusionMatrix matrix)
    {
        var scores = PerClass(matrix).Where(score => score.Support > 0).ToArray();
        return scores.Length == 0 ? double.NaN : scores.Average(score => score.Recall);
    }

    /// <summary>Mean F1 over all classes, in [0, 1]; a class without samples counts with 0.</summary>
    public static double MacroF1(ConfusionMatrix matrix) => MacroAverage(matrix).F1;

    /// <summary>The scores of every class, by class index.</summary>
    public static ImmutableArray<ClassScore> PerClass(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return [.. Enumerable.Range(0, matrix.ClassCount).Select(index => Score(matrix[index, index], matrix.PredictedCount(index), matrix.Support(index)))];
    }

    /// <summary>The unweighted mean of each score over all classes.</summary>
    public static ClassScore MacroAverage(ConfusionMatrix matrix)
    {
        var scores = PerClass(matrix);
        return new ClassScore(
            scores.Average(score => score.Precision), scores.Average(score => score.Recall), scores.Average(score => score.F1), matrix.Total);
    }

    /// <summary>
    /// The scores of all decisions counted together. Where every sample has exactly one label and one prediction, as here,
    /// precision, recall and F1 all equal the accuracy; 0 without samples.
    /// </summary>
    public static ClassScore MicroAverage(ConfusionMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Score(matrix.Correct, matrix.Total, matrix.Total);
    }

    /// <summary>The mean of each score over classes, weighted by their support; 0 without samples.</summary>
    public static ClassScore WeightedAverage(ConfusionMatrix matrix)
    {
        var scores = PerClass(matrix);
        double Mean(Func<ClassScore, double> select) => Ratio(scores.Sum(score => select(score) * score.Support), matrix.Total);
        return new ClassScore(Mean(score => score.Precision), Mean(score => score.Recall), Mean(score => score.F1), matrix.Total);
    }

    private static ClassScore Score(long correct, long predicted, long support)
    {
        var (precision, recall) = (Ratio(correct, predicted), Ratio(correct, support));
        return new ClassScore(precision, recall, Ratio(2 * precision * recall, precision + recall), support);
    }

    private static double Ratio(double numerator, double denominator) => denominator == 0 ? 0 : numerator / denominator;
}
