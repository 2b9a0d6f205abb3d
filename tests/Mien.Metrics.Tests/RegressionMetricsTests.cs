using static Mien.Metrics.Tests.MetricsGolden;

namespace Mien.Metrics.Tests;

/// <summary>Scores of valence and arousal.</summary>
public sealed class RegressionMetricsTests
{
    public static TheoryData<string> Cases => [.. Names("valence_arousal")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_agree_with_the_reference(string name)
    {
        var item = Case("valence_arousal", name);
        var (truth, prediction) = (Values(item, "truth_1e4"), Values(item, "prediction_1e4"));

        Assert.Multiple(
            () => Agrees("mse", RegressionMetrics.Mse(truth, prediction)),
            () => Agrees("rmse", RegressionMetrics.Rmse(truth, prediction)),
            () => Agrees("mae", RegressionMetrics.Mae(truth, prediction)),
            () => Agrees("corr", RegressionMetrics.Correlation(truth, prediction)),
            () => Agrees("sagr", RegressionMetrics.Sagr(truth, prediction)),
            () => Agrees("ccc", RegressionMetrics.Ccc(truth, prediction)),
            () => Agrees("ccc_ddof1", RegressionMetrics.CccOfSampleMoments(truth, prediction)),
            () => Agrees("r2", RegressionMetrics.R2(truth, prediction)),
            () => Agrees("krippendorff_alpha_interval", Agreement.KrippendorffInterval(truth, prediction)));

        void Agrees(string key, double actual) => Assert.Equal(Number(item.GetProperty("expected").GetProperty(key)), actual, Tolerance);
    }

    [Fact]
    public void A_constant_offset_lowers_ccc_although_correlation_stays_perfect()
    {
        Assert.Equal(4.0 / 7, RegressionMetrics.Ccc([1, 2, 3], [2, 3, 4]), 12);
        Assert.Equal(1, RegressionMetrics.Correlation([1, 2, 3], [2, 3, 4]), 12);
    }

    [Fact]
    public void Constant_series_are_recognised_although_their_mean_is_rounded()
    {
        double[] constant = [0.1, 0.1, 0.1], other = [0.3, 0.3, 0.3];

        Assert.Equal(double.NaN, RegressionMetrics.Ccc(constant, constant));
        Assert.Equal(0, RegressionMetrics.Ccc(constant, other));
        Assert.Equal(double.NaN, RegressionMetrics.Correlation(constant, [1, 2, 3]));
        Assert.Equal(1, RegressionMetrics.R2(constant, constant));
        Assert.Equal(0, RegressionMetrics.R2(constant, other));
        Assert.Equal(double.NaN, Agreement.KrippendorffInterval(constant, constant));
    }

    [Fact]
    public void Series_of_different_lengths_are_refused() =>
        Assert.Contains("2 for 3", Assert.Throws<ArgumentException>(() => RegressionMetrics.Rmse([1, 2, 3], [1, 2])).Message);
}
