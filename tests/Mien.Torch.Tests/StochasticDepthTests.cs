namespace Mien.Torch.Tests;

public sealed class StochasticDepthTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Whole_samples_are_dropped_and_the_others_scaled_to_keep_the_mean()
    {
        TorchRuntime.ManualSeed(1);
        var output = new StochasticDepth(0.25).Forward(Tensor.Ones([4000, 2, 3])).ToArray<float>();
        var samples = output.Chunk(6).ToArray();
        Assert.All(samples, sample => Assert.Single(sample.Distinct()));
        Assert.Equal([0f, 4f / 3], output.Distinct().Order());
        Assert.Equal(0.25, samples.Count(sample => sample[0] == 0) / 4000.0, 0.03); // four standard deviations of a share of 4000
    }

    [Fact]
    public void Evaluation_and_probability_zero_pass_the_input_on()
    {
        var input = Tensor.Ones([2, 3]);
        Assert.Same(input, new StochasticDepth(0).Forward(input));
        Assert.Same(input, new StochasticDepth(0.5).Train(false).Forward(input));
    }

    [Fact]
    public void A_probability_of_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new StochasticDepth(1));
}
