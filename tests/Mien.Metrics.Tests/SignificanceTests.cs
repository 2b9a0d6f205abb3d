using System.Collections.Immutable;

namespace Mien.Metrics.Tests;

/// <summary>Intervals and comparisons.</summary>
public sealed class SignificanceTests
{
    // scipy.stats.binomtest(min, first + second, 0.5).pvalue of SciPy 1.10.
    [Theory]
    [InlineData(5, 15, 0.04138946533203125)]
    [InlineData(0, 6, 0.03125)]
    [InlineData(30, 61, 0.0015165131944572209)]
    [InlineData(400, 520, 8.54917092388378e-05)]
    [InlineData(7, 7, 1.0)]
    [InlineData(0, 0, 1.0)]
    public void McNemar_is_the_exact_binomial_test(int onlyFirst, int onlySecond, double expected)
    {
        bool[] first = [.. Enumerable.Repeat(true, onlyFirst), .. Enumerable.Repeat(false, onlySecond), true, false];
        bool[] second = [.. Enumerable.Repeat(false, onlyFirst), .. Enumerable.Repeat(true, onlySecond), true, false];

        var test = McNemar.Of(first, second);

        Assert.Equal((onlyFirst, onlySecond), (test.OnlyFirst, test.OnlySecond));
        Assert.Equal(expected, test.PValue, expected * 1e-9); // products of some hundred factors
    }

    [Fact]
    public void An_interval_of_a_mean_is_about_two_standard_errors_wide_on_each_side()
    {
        var right = Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 0.0 : 1.0).ToArray();

        var interval = Assert.Single(new Bootstrap(right.Length).Intervals(samples => [samples.Average(sample => right[sample])], draws: 2000));

        var error = Math.Sqrt(0.75 * 0.25 / 400);
        Assert.Equal(0.75 - (1.96 * error), interval.Low, 0.006); // three standard errors of a quantile of 2,000 draws
        Assert.Equal(0.75 + (1.96 * error), interval.High, 0.006);
    }

    [Fact]
    public void Samples_of_a_person_are_drawn_together()
    {
        var bootstrap = new Bootstrap(6, ["a", "a", "b", "b", null, ""]);

        var draw = bootstrap.Draw(3);

        Assert.Equal(4, bootstrap.GroupCount);
        Assert.Equal(draw.Count(sample => sample == 0), draw.Count(sample => sample == 1));
        Assert.Equal(draw.Count(sample => sample == 2), draw.Count(sample => sample == 3));
    }

    [Fact]
    public void Equal_seeds_draw_equal_samples() =>
        Assert.Equal(new Bootstrap(50, seed: 7).Draw(9).AsEnumerable(), new Bootstrap(50, seed: 7).Draw(9));

    [Fact]
    public void Draws_without_a_score_do_not_count_for_it()
    {
        static double[] Score(ImmutableArray<int> samples) => [samples.Contains(0) ? 1 : double.NaN, double.NaN];

        var intervals = new Bootstrap(3).Intervals(Score, draws: 100);

        Assert.Equal(new Interval(1, 1), intervals[0]);
        Assert.Equal(double.NaN, intervals[1].Low);
    }
}
