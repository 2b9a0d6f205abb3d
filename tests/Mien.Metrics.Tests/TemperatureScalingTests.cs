using Mien.Core;

namespace Mien.Metrics.Tests;

public sealed class TemperatureScalingTests
{
    // Three of four are right at probability 0.9, so 0.75 would mean what it says: ln 9 / T = ln 3.
    [Fact]
    public void The_temperature_is_that_at_which_the_share_of_right_answers_equals_their_probability() =>
        Assert.Equal(2, TemperatureScaling.Fit(new([0, 0, 0, 1], [0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1], 2)), 12);

    [Fact]
    public void Too_modest_predictions_get_a_temperature_below_1() => // ln 1.5 / T = ln 4
        Assert.Equal(Math.Log(1.5) / Math.Log(4), TemperatureScaling.Fit(new([0, 0, 0, 0, 1], [0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4], 2)), 12);

    [Fact]
    public void No_other_temperature_has_a_smaller_loss()
    {
        var (labels, probabilities) = Predictions(count: 300, classCount: 7);
        var fitted = TemperatureScaling.Fit(new(labels, probabilities, 7));
        Assert.InRange(fitted, 0.5, 5);
        var least = LossAt(fitted);
        // Far enough that the difference is above the rounding of 300 terms.
        Assert.All([0.9, 0.99, 0.999, 1.001, 1.01, 1.1], factor => Assert.True(least < LossAt(fitted * factor)));

        double LossAt(double temperature) => Enumerable.Range(0, labels.Length).Average(sample =>
        {
            var logits = probabilities.AsSpan(sample * 7, 7).ToArray().Select(value => Math.Log(value) / temperature).ToArray();
            return Math.Log(logits.Sum(Math.Exp)) - logits[labels[sample]];
        });
    }

    [Fact]
    public void Where_everything_is_right_or_nothing_better_than_chance_the_temperature_is_at_its_bound()
    {
        Assert.Equal(TemperatureScaling.MinTemperature, TemperatureScaling.Fit(new([0, 1], [0.9, 0.1, 0.4, 0.6], 2)));
        Assert.Equal(TemperatureScaling.MaxTemperature, TemperatureScaling.Fit(new([1, 0], [0.9, 0.1, 0.4, 0.6], 2)));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(4.5)]
    public void Scaled_probabilities_are_the_softmax_of_the_divided_logits(double temperature)
    {
        double[] logits = [3.5, -1, 0.25, 0, -40];
        float[] row = [.. Softmax(logits).Select(value => (float)value)];
        TemperatureScaling.Apply(row, 5, temperature);
        // Probabilities are rounded to 24 bits before and after.
        Assert.All(Softmax(logits.Select(logit => logit / temperature)).Zip(row), pair => Assert.Equal(pair.First, pair.Second, 2e-7 * Math.Max(pair.First, 1e-3)));
    }

    [Fact]
    public void The_most_probable_class_stays_even_where_rounding_would_make_two_equal()
    {
        var random = new RandomStream(1, "near ties");
        for (var trial = 0; trial < 2000; trial++)
        {
            var high = 0.2f + (0.3f * (float)random.NextDouble());
            float[] row = [1 - high - MathF.BitDecrement(high), MathF.BitDecrement(high), high];
            var expected = Array.IndexOf(row, row.Max());
            TemperatureScaling.Apply(row, 3, 1 + (20 * random.NextDouble()));
            Assert.Equal(expected, Array.IndexOf(row, row.Max()));
            Assert.Equal(1, row.Sum(value => (double)value), 6);
        }
    }

    [Fact]
    public void A_probability_of_0_stays_0_and_is_no_infinite_loss()
    {
        float[] row = [1, 0, 0];
        TemperatureScaling.Apply(row, 3, 2);
        Assert.Equal([1, 0, 0], row);
        Assert.InRange(TemperatureScaling.Fit(new([0, 0, 0, 1], [1, 0, 1, 0, 1, 0, 1, 0], 2)), 80, 99); // ln(2^-149) / T = -ln 3
    }

    private static IEnumerable<double> Softmax(IEnumerable<double> logits)
    {
        double[] powers = [.. logits.Select(Math.Exp)];
        return powers.Select(power => power / powers.Sum());
    }

    private static (int[] Labels, double[] Probabilities) Predictions(int count, int classCount)
    {
        var random = new RandomStream(2, "logits");
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(classCount))];
        return (labels, [.. labels.SelectMany(label => Softmax(Enumerable.Range(0, classCount).Select(index => (3 * random.NextGaussian()) + (index == label ? 2 : 0))))]);
    }
}
