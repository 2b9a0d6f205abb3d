namespace Mien.Torch.Tests;

public sealed class InitializerTests : IDisposable
{
    // 51,200 draws: a mean or a deviation is within 2 % of the deviation at four sigma, the extremes of a uniform within 0.1 % of its limits.
    private static readonly long[] Shape = [256, 50, 2, 2];
    private const double FanIn = 50 * 4, FanOut = 256 * 4;

    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Kaiming_uniform_by_the_slope() =>
        AssertUniform((initializer, weight) => initializer.KaimingUniform(weight, "w", Math.Sqrt(5)), Math.Sqrt(6 / (6 * FanIn)));

    [Fact]
    public void He_uniform_is_that_of_keras() => AssertUniform((initializer, weight) => initializer.HeUniform(weight, "w"), Math.Sqrt(6 / FanIn));

    [Fact]
    public void Xavier_uniform_is_the_glorot_uniform_of_keras() =>
        AssertUniform((initializer, weight) => initializer.XavierUniform(weight, "w"), Math.Sqrt(6 / (FanIn + FanOut)));

    [Fact]
    public void Xavier_normal() =>
        AssertNormal((initializer, weight) => initializer.XavierNormal(weight, "w"), 0, Math.Sqrt(2 / (FanIn + FanOut)));

    [Fact]
    public void Kaiming_normal_by_inputs_and_by_outputs()
    {
        AssertNormal((initializer, weight) => initializer.KaimingNormal(weight, "w", FanMode.FanIn), 0, Math.Sqrt(2 / FanIn));
        AssertNormal((initializer, weight) => initializer.KaimingNormal(weight, "w", FanMode.FanOut), 0, Math.Sqrt(2 / FanOut));
    }

    [Fact]
    public void A_normal_cut_off_far_away_is_a_normal() =>
        AssertNormal((initializer, weight) => initializer.TruncatedNormal(weight, "w", 0.5, 0.02), 0.5, 0.02);

    // Cut off at one deviation: variance 1 - 2 phi(1) / (Phi(1) - Phi(-1)) = 0.2911.
    [Fact]
    public void A_normal_cut_off_at_one_deviation_has_less_variance_and_nothing_beyond()
    {
        var values = Draw((initializer, weight) => initializer.TruncatedNormal(weight, "w", 0, 1, -1, 1));
        Assert.All(values, value => Assert.InRange(value, -1, 1));
        Assert.Equal(0.2911, Variance(values), 0.01);
        Assert.True(values.Max() > 0.999 && values.Min() < -0.999);
    }

    [Fact]
    public void Equal_seeds_and_names_give_equal_values_and_others_do_not()
    {
        static double[] Of(ulong seed, string name)
        {
            var weight = Tensor.Zeros(Shape);
            new Initializer(seed, name).Normal(weight, "w", 0, 1);
            return weight.To(DType.Float64).ToArray<double>();
        }

        Assert.Equal(Of(1, "a"), Of(1, "a"));
        Assert.NotEqual(Of(1, "a"), Of(2, "a"));
        Assert.NotEqual(Of(1, "a"), Of(1, "b"));
    }

    private static void AssertUniform(Action<Initializer, Tensor> draw, double limit)
    {
        var values = Draw(draw);
        Assert.All(values, value => Assert.InRange(value, -limit * 1.000001, limit * 1.000001)); // limits are rounded to float32
        Assert.True(values.Max() > 0.999 * limit && values.Min() < -0.999 * limit);
        Assert.Equal(0, values.Average(), 0.02 * limit);
        Assert.Equal(limit * limit / 3, Variance(values), 0.02 * limit * limit / 3);
    }

    private static void AssertNormal(Action<Initializer, Tensor> draw, double mean, double deviation)
    {
        var values = Draw(draw);
        Assert.Equal(mean, values.Average(), 0.02 * deviation);
        Assert.Equal(deviation, Math.Sqrt(Variance(values)), 0.02 * deviation);
        Assert.Equal(0.3173, values.Count(value => Math.Abs(value - mean) > deviation) / (double)values.Length, 0.01); // outside one deviation
    }

    private static double[] Draw(Action<Initializer, Tensor> draw)
    {
        var weight = Tensor.Zeros(Shape);
        draw(new Initializer(7, "layer"), weight);
        return weight.To(DType.Float64).ToArray<double>();
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
