namespace Mien.Torch.Tests;

public sealed class SgdTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    private static Tensor Parameter(double[] values)
    {
        var parameter = Tensor.From(values);
        parameter.RequiresGrad = true;
        return parameter;
    }

    [Fact]
    public void Parameters_without_a_gradient_stay_and_begin_later_with_a_fresh_direction()
    {
        var (with, without) = (Parameter([1]), Parameter([1]));
        using var sgd = new Sgd([new("a", with), new("b", without)], new() { LearningRate = 1, Momentum = 0.5, Dampening = 0.5 });
        with.Grad = Tensor.From([0.25]);
        sgd.Step();
        Assert.Equal((0.75, 1.0), (with.ToDouble(), without.ToDouble()));
        Assert.Equal(["a.momentum_buffer"], sgd.StateDict().Keys);

        without.Grad = Tensor.From([0.25]);
        sgd.Step();
        Assert.Equal(0.75, without.ToDouble()); // undamped at its own first step
        Assert.Equal(0.5, with.ToDouble()); // 0.75 - (0.5 * 0.25 + 0.5 * 0.25)
    }

    [Fact]
    public void State_of_other_parameters_is_refused_by_name()
    {
        using var sgd = new Sgd([new("p", Parameter([1]))], new() { LearningRate = 1, Momentum = 0.9 });
        var error = Assert.Throws<CheckpointException>(() => sgd.LoadStateDict(
            new Dictionary<string, Tensor> { ["q.momentum_buffer"] = Tensor.Zeros([1]), ["p.momentum_buffer"] = Tensor.Zeros([2]) }));
        Assert.Equal(["q.momentum_buffer"], error.Unexpected);
        Assert.Contains("p.momentum_buffer: expected (1) but got (2)", error.Message);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        var parameters = new[] { new NamedTensor("p", Parameter([1])) };
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(parameters, new() { LearningRate = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(parameters, new() { LearningRate = 1, Momentum = 1.5 }));
        Assert.Throws<ArgumentException>(() => new Sgd(parameters, new() { LearningRate = 1, Nesterov = true }));
    }

    [Fact]
    public void ZeroGrad_removes_the_gradients()
    {
        var parameter = Parameter([1]);
        using var sgd = new Sgd([new("p", parameter)], new() { LearningRate = 1 });
        parameter.Grad = Tensor.From([1.0]);
        sgd.ZeroGrad();
        Assert.False(parameter.HasGrad);
    }
}
