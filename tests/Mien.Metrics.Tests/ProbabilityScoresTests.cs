using System.Text.Json;
using static Mien.Metrics.Tests.MetricsGolden;

namespace Mien.Metrics.Tests;

/// <summary>Scores that follow from probabilities, held against scikit-learn.</summary>
public sealed class ProbabilityScoresTests
{
    public static TheoryData<string> Cases => [.. Names("classification")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predictions_take_the_first_of_equal_probabilities(string name)
    {
        var (golden, predictions) = Load(name);

        Assert.Equal(golden.GetProperty("predicted").EnumerateArray().Select(value => value.GetInt32()), predictions.Predictions);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agreement_beyond_chance_agrees(string name)
    {
        var (golden, predictions) = Load(name);

        Assert.Equal(Number(golden.GetProperty("cohen_kappa")), Agreement.CohenKappa(predictions.Confusion), Tolerance);
        Assert.Equal(Number(golden.GetProperty("krippendorff_alpha_nominal")), Agreement.KrippendorffNominal(predictions.Confusion), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rankings_agree(string name)
    {
        var (golden, predictions) = Load(name);
        var summary = new ClassificationSummary(predictions);

        AssertEqual(golden.GetProperty("roc_auc_per_class"), summary.RocAucPerClass);
        AssertEqual(golden.GetProperty("average_precision_per_class"), summary.AveragePrecisionPerClass);
        Assert.Equal(Number(golden.GetProperty("roc_auc_ovr_macro_over_defined_classes")), summary.MacroRocAuc, Tolerance);
        Assert.Equal(Number(golden.GetProperty("average_precision_macro_over_defined_classes")), summary.MacroAveragePrecision, Tolerance);
        var weighted = golden.TryGetProperty("roc_auc_ovr_weighted_sklearn", out var value) ? value.GetDouble() : double.NaN;
        Assert.Equal(weighted, summary.WeightedRocAuc, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Top_two_accuracy_agrees_for_both_orders_of_ties(string name)
    {
        var (golden, predictions) = Load(name);

        Assert.Equal(golden.GetProperty("top2_accuracy_sklearn").GetDouble(), predictions.TopAccuracy(2, TieOrder.HighIndexFirst), Tolerance);
        Assert.Equal(golden.GetProperty("top2_accuracy_low_index_first").GetDouble(), predictions.TopAccuracy(2), Tolerance);
        Assert.Equal(ClassificationMetrics.Accuracy(predictions.Confusion), predictions.TopAccuracy(1), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Log_loss_and_calibration_error_agree(string name)
    {
        var (golden, predictions) = Load(name);

        Assert.Equal(golden.GetProperty("log_loss").GetDouble(), predictions.LogLoss(), Tolerance);
        Assert.Equal(golden.GetProperty("ece_15_bins").GetDouble(), Calibration.ExpectedError(predictions), Tolerance);
        Assert.Equal(golden.GetProperty("ece_10_bins").GetDouble(), Calibration.ExpectedError(predictions, bins: 10), Tolerance);
        Assert.Equal(
            golden.GetProperty("ece_15_bin_counts").EnumerateArray().Select(value => value.GetInt32()), Calibration.Bins(predictions).Select(bin => bin.Count));
    }

    [Fact]
    public void Brier_score_is_the_squared_distance_over_all_classes() =>
        Assert.Equal((0.04 + 0.01 + 0.01 + 2) / 2, new ClassProbabilities([0, 1], [0.8, 0.1, 0.1, 1, 0, 0], 3).Brier(), 12);

    [Fact]
    public void A_confidence_on_an_edge_belongs_to_the_bin_below() =>
        Assert.Equal([1, 1], Calibration.Bins(new ClassProbabilities([0, 0], [0.5, 0.5, 1, 0], 2), bins: 2).Select(bin => bin.Count));

    [Fact]
    public void A_value_that_is_no_probability_is_named_with_its_sample_and_class() =>
        Assert.Contains("-0.1 at sample 1, class 0", Assert.Throws<ArgumentException>(() => new ClassProbabilities([0, 0], [1, 0, -0.1, 1], 2)).Message);

    [Fact]
    public void Scores_of_no_samples_are_undefined()
    {
        var nothing = new ClassProbabilities([], [], 3);

        Assert.All(
            [nothing.LogLoss(), nothing.Brier(), nothing.TopAccuracy(1), Calibration.ExpectedError(nothing), new ClassificationSummary(nothing).WeightedRocAuc],
            value => Assert.Equal(double.NaN, value));
    }

    private static (JsonElement Golden, ClassProbabilities Predictions) Load(string name)
    {
        var item = Case("classification", name);
        return (item.GetProperty("expected"), Probabilities(item));
    }
}
