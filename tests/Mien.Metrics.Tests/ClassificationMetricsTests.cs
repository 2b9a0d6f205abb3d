namespace Mien.Metrics.Tests;

public sealed class ClassificationMetricsTests
{
    // Two of three cats are found, one dog is taken for a cat, nothing is taken for a bird.
    private static readonly ConfusionMatrix ByHand = ConfusionMatrix.FromCounts(new long[,] { { 2, 1, 0 }, { 1, 3, 0 }, { 1, 0, 0 } });

    [Fact]
    public void Accuracy_is_the_share_of_the_diagonal() => Assert.Equal(5.0 / 8, ClassificationMetrics.Accuracy(ByHand), precision: 12);

    [Fact]
    public void Precision_divides_by_predictions_and_recall_by_samples()
    {
        var cat = ClassificationMetrics.PerClass(ByHand)[0];

        Assert.Equal(2.0 / 4, cat.Precision, precision: 12);
        Assert.Equal(2.0 / 3, cat.Recall, precision: 12);
        Assert.Equal(4.0 / 7, cat.F1, precision: 12);
        Assert.Equal(3, cat.Support);
    }

    [Fact]
    public void A_class_that_is_never_predicted_scores_zero() =>
        Assert.Equal(new ClassScore(0, 0, 0, 1), ClassificationMetrics.PerClass(ByHand)[2]);

    [Fact]
    public void A_class_without_samples_lowers_macro_f1_but_not_balanced_accuracy()
    {
        var matrix = ConfusionMatrix.From<int>([0, 1], [0, 1], classCount: 3);

        Assert.Equal(2.0 / 3, ClassificationMetrics.MacroF1(matrix), precision: 12);
        Assert.Equal(1.0, ClassificationMetrics.BalancedAccuracy(matrix), precision: 12);
    }

    [Fact]
    public void The_micro_average_of_single_labels_is_the_accuracy() =>
        Assert.Equal(new ClassScore(0.625, 0.625, 0.625, 8), ClassificationMetrics.MicroAverage(ByHand));

    [Fact]
    public void Without_samples_shares_are_undefined_and_averages_are_zero()
    {
        var nothing = ConfusionMatrix.Empty(2);

        Assert.Equal(double.NaN, ClassificationMetrics.Accuracy(nothing));
        Assert.Equal(double.NaN, ClassificationMetrics.BalancedAccuracy(nothing));
        Assert.Equal(default, ClassificationMetrics.MicroAverage(nothing));
        Assert.Equal(default, ClassificationMetrics.MacroAverage(nothing));
        Assert.Equal(default, ClassificationMetrics.WeightedAverage(nothing));
    }
}
