using Mien.Core;

namespace Mien.Onnx.Tests;

public sealed class ValueHistogramTests
{
    [Fact]
    public void Limits_are_those_of_all_values_and_hold_zero()
    {
        Assert.Equal(new ValueRange(-2, 5), Of([-2, 3, 5]).Range(RangeChoice.MinMax));
        Assert.Equal(new ValueRange(0, 5), Of([3, 5]).Range(RangeChoice.MinMax));
        Assert.Equal(new ValueRange(-4, 0), Of([-4, -1]).Range(RangeChoice.MinMax));
    }

    [Theory]
    [InlineData(RangeChoice.Percentile)]
    [InlineData(RangeChoice.Entropy)]
    public void A_lone_value_far_outside_does_not_stretch_the_range(RangeChoice choice)
    {
        var random = new RandomStream(1, "values");
        float[] values = [.. Enumerable.Range(0, 100_000).Select(_ => (float)random.NextGaussian()), 60, 0];
        var range = Of(values).Range(choice);
        Assert.InRange(range.High, 3, 8); // a normal variable's 4 in 100,000 are beyond 4
        Assert.InRange(range.Low, -8, -3);
    }

    [Theory]
    [InlineData(RangeChoice.Percentile)]
    [InlineData(RangeChoice.Entropy)]
    public void Values_that_fill_their_range_keep_nearly_all_of_it(RangeChoice choice)
    {
        var range = Of([.. Enumerable.Range(0, 100_000).Select(i => i / 100_000f)]).Range(choice);
        Assert.Equal(0, range.Low);
        Assert.InRange(range.High, 0.95f, 1);
    }

    [Theory]
    [InlineData(RangeChoice.MinMax)]
    [InlineData(RangeChoice.Percentile)]
    [InlineData(RangeChoice.Entropy)]
    public void Nothing_but_zeros_is_a_range_of_zero(RangeChoice choice) => Assert.Equal(new ValueRange(0, 0), Of([0, 0, 0]).Range(choice));

    private static ValueHistogram Of(float[] values)
    {
        var histogram = new ValueHistogram();
        histogram.Widen(values);
        histogram.Count(values);
        return histogram;
    }
}
