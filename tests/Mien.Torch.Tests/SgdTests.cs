using System.Globalization;
using System.Text.Json;

namespace Mien.Torch.Tests;

public sealed class SgdTests : IDisposable
{
    private static readonly JsonElement Golden = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "sgd.json"))).RootElement;

    private readonly TensorScope _scope = TensorScope.Begin();

    public static TheoryData<string> Cases => [.. Golden.GetProperty("cases").EnumerateObject().Select(item => item.Name)];

    public void Dispose() => _scope.Dispose();

    private static SgdOptions OptionsOf(string name) => new()
    {
        LearningRate = 0.1,
        Momentum = name == "sgd" ? 0 : 0.9,
        WeightDecay = name.EndsWith("_wd", StringComparison.Ordinal) ? 1e-2 : 0,
        Dampening = name == "sgd_momentum_dampening" ? 0.1 : 0,
        Nesterov = name.StartsWith("sgd_nesterov", StringComparison.Ordinal),
    };

    private static Tensor Parameter(double[] values)
    {
        var parameter = Tensor.From(values);
        parameter.RequiresGrad = true;
        return parameter;
    }

    private static void StepThrough(Sgd sgd, Tensor parameter, int first, int last, Action<int>? afterStep = null)
    {
        for (var step = first; step <= last; step++)
        {
            double[] gradient = [.. Enumerable.Range(0, (int)parameter.Count).Select(i => 0.5 * HashUniform.At((uint)(2000 + step), (uint)i))];
            parameter.Grad = Tensor.From(gradient).Reshape([.. parameter.Shape]).To(parameter.DType);
            sgd.Step();
            afterStep?.Invoke(step);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_steps_give_the_numbers_of_pytorch(string name)
    {
        var parameter = Parameter(Golden.GetProperty("start").Deserialize<double[]>()!);
        using var sgd = new Sgd([new("p", parameter)], OptionsOf(name));
        StepThrough(sgd, parameter, 1, 10, step =>
        {
            if (Golden.GetProperty("cases").GetProperty(name).TryGetProperty(step.ToString(CultureInfo.InvariantCulture), out var expected))
            {
                // The golden has 13 digits; float64 rounding over ten steps is far below its last one.
                Assert.All(parameter.ToArray<double>().Zip(expected.Deserialize<double[]>()!), pair => Assert.Equal(pair.Second, pair.First, 1e-11));
            }

            sgd.LearningRate = name.EndsWith("lr_drop", StringComparison.Ordinal) && step == 5 ? 0.01 : sgd.LearningRate;
        });
    }

    [Fact]
    public void Gradients_in_another_layout_than_the_parameter_give_the_same_numbers()
    {
        double[] start = [.. Enumerable.Range(0, 24).Select(i => HashUniform.At(1, (uint)i))];
        var options = OptionsOf("sgd_nesterov_wd");
        var plain = Parameter(start).Reshape(1, 2, 3, 4).Detach();
        var channelsLast = plain.Contiguous(MemoryFormat.ChannelsLast);
        (plain.RequiresGrad, channelsLast.RequiresGrad) = (true, true);
        using var first = new Sgd([new("p", plain)], options);
        using var second = new Sgd([new("p", channelsLast)], options);

        StepThrough(first, plain, 1, 5);
        StepThrough(second, channelsLast, 1, 5);

        Assert.True(channelsLast.IsContiguous(MemoryFormat.ChannelsLast));
        // The second takes libtorch's own operators; float64 rounding is all that may differ.
        Assert.All(plain.ToArray<double>().Zip(channelsLast.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
    }

    [Fact]
    public void A_step_goes_through_every_part_of_a_large_parameter()
    {
        const int Count = 100_003; // several chunks and an odd rest
        var parameter = Tensor.Ones([Count]);
        parameter.RequiresGrad = true;
        parameter.Grad = Tensor.Ones([Count]);
        using var sgd = new Sgd([new("p", parameter)], new() { LearningRate = 0.5, Momentum = 0.9 });
        sgd.Step();
        Assert.All(parameter.ToArray<float>(), value => Assert.Equal(0.5f, value));
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
    public void A_restored_optimizer_goes_on_to_the_bit()
    {
        double[] start = [0.5, -0.25, 0.125];
        var options = OptionsOf("sgd_nesterov_wd");
        var (whole, resumed) = (Parameter(start), Parameter(start));
        using var uninterrupted = new Sgd([new("p", whole)], options);
        StepThrough(uninterrupted, whole, 1, 8);

        using var before = new Sgd([new("p", resumed)], options);
        StepThrough(before, resumed, 1, 4);
        using var after = new Sgd([new("p", resumed)], options);
        after.LoadStateDict(before.StateDict());
        StepThrough(after, resumed, 5, 8);

        Assert.Equal(whole.ToArray<double>(), resumed.ToArray<double>());
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
