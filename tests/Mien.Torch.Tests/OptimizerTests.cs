using System.Globalization;
using System.Text.Json;

namespace Mien.Torch.Tests;

/// <summary>What all optimizers have in common, and their numbers: golden/optimizers.json, made by golden/make_optimizers.py.</summary>
public sealed class OptimizerTests : IDisposable
{
    private static readonly JsonElement Golden = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "optimizers.json"))).RootElement;

    private readonly TensorScope _scope = TensorScope.Begin();

    public static TheoryData<string> Cases => [.. Golden.GetProperty("cases").EnumerateObject().Select(item => item.Name)];

    public static TheoryData<string> Kinds => ["sgd", "adam", "rmsprop"];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_steps_give_the_numbers_of_the_original(string name)
    {
        var golden = Golden.GetProperty("cases").GetProperty(name);
        var parameter = Parameter(Golden.GetProperty("start").Deserialize<double[]>()!);
        using var optimizer = Create(golden, [new("p", parameter)]);
        var scale = golden.GetProperty("small_gradients").GetBoolean() ? Math.ScaleB(1, -22) : 0.5;
        StepThrough(optimizer, parameter, 1, 10, scale, step =>
        {
            if (golden.GetProperty("after_step").TryGetProperty(step.ToString(CultureInfo.InvariantCulture), out var expected))
            {
                // The fixtures have 13 digits; float64 rounding over ten steps is far below the last one.
                Assert.All(parameter.ToArray<double>().Zip(expected.Deserialize<double[]>()!), pair => Assert.Equal(pair.Second, pair.First, 1e-11));
            }

            optimizer.LearningRate *= step == 5 && golden.GetProperty("lr_drop").GetBoolean() ? 0.1 : 1;
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Operators_of_libtorch_give_the_same_numbers_where_layouts_differ(string name)
    {
        double[] start = [.. Enumerable.Range(0, 24).Select(i => HashUniform.At(1, (uint)i))];
        var plain = Parameter(start).Reshape(1, 2, 3, 4).Detach();
        var channelsLast = plain.Contiguous(MemoryFormat.ChannelsLast);
        (plain.RequiresGrad, channelsLast.RequiresGrad) = (true, true);
        using var first = Create(Golden.GetProperty("cases").GetProperty(name), [new("p", plain)]);
        using var second = Create(Golden.GetProperty("cases").GetProperty(name), [new("p", channelsLast)]);

        StepThrough(first, plain, 1, 5);
        StepThrough(second, channelsLast, 1, 5);

        Assert.True(channelsLast.IsContiguous(MemoryFormat.ChannelsLast));
        // The gradients of the second are not laid out as the parameter is; float64 rounding is all that may differ.
        Assert.All(plain.ToArray<double>().Zip(channelsLast.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-13));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_goes_through_every_part_of_a_large_parameter(string kind)
    {
        const int Count = 100_003; // several chunks and an odd rest
        var parameter = Tensor.Ones([Count]);
        parameter.RequiresGrad = true;
        parameter.Grad = Tensor.Ones([Count]);
        using var optimizer = Create(kind, [new("all", [new("p", parameter)], learningRate: 0.5, momentum: 0.5)]);
        optimizer.Step();
        var values = parameter.ToArray<float>();
        Assert.NotEqual(1, values[0]);
        Assert.All(values, value => Assert.Equal(values[0], value));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_restored_optimizer_goes_on_to_the_bit_also_where_parameters_have_been_stepped_unequally(string kind)
    {
        double[] start = [0.5, -0.25, 0.125];
        var whole = (A: Parameter(start), B: Parameter(start));
        using var uninterrupted = Both(whole);
        StepUnequally(uninterrupted, whole, 1, 8);

        var resumed = (A: Parameter(start), B: Parameter(start));
        using var before = Both(resumed);
        StepUnequally(before, resumed, 1, 4);
        using var after = Both(resumed);
        after.LoadStateDict(before.StateDict());
        StepUnequally(after, resumed, 5, 8);

        Assert.Equal(whole.A.ToArray<double>(), resumed.A.ToArray<double>());
        Assert.Equal(whole.B.ToArray<double>(), resumed.B.ToArray<double>());
        Assert.NotEqual(whole.A.ToArray<double>(), whole.B.ToArray<double>());

        Optimizer Both((Tensor A, Tensor B) pair) => Create(kind, [new("all", [new("a", pair.A), new("b", pair.B)], 0.01, weightDecay: 0.1, momentum: 0.9)]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_group_has_its_own_rate_decay_and_momentum(string kind)
    {
        var (a, b, alone) = (Parameter([0.5]), Parameter([0.5]), Parameter([0.5]));
        using var groups = Create(kind, [new("a", [new("a", a)], 0.1, 0.2, 0.9), new("b", [new("b", b)], 0.01, 0, 0.5)]);
        using var single = Create(kind, [new("b", [new("b", alone)], 0.01, 0, 0.5)]);
        StepThrough(single, alone, 1, 3);
        for (var step = 1; step <= 3; step++)
        {
            b.Grad = a.Grad = Gradient(a, step, 0.5);
            groups.Step();
        }

        Assert.Equal(alone.ToArray<double>(), b.ToArray<double>());
        Assert.NotEqual(a.ToArray<double>(), b.ToArray<double>());
    }

    /// <summary>As in torch.optim.SGD, where a buffer is made when it is first needed.</summary>
    [Fact]
    public void Momentum_that_sets_in_later_begins_with_the_whole_gradient()
    {
        var parameter = Parameter([0]);
        ParameterGroup[] groups = [new("all", [new("p", parameter)], learningRate: 1)];
        using var sgd = new Sgd(groups, new() { LearningRate = 1, Dampening = 0.5 });
        parameter.Grad = Tensor.From([1.0]);
        sgd.Step();
        groups[0].Momentum = 0.5;
        sgd.Step();
        Assert.Equal(-2, parameter.ToDouble());
        sgd.Step();
        Assert.Equal(-3, parameter.ToDouble()); // 0.5 * 1 + (1 - 0.5) * 1
    }

    [Fact]
    public void A_parameter_in_two_groups_is_refused_and_so_is_none()
    {
        var parameter = new NamedTensor("fc.weight", Parameter([1]));
        var error = Assert.Throws<ArgumentException>(() => Create("sgd", [new("a", [parameter], 1), new("b", [parameter], 1)]));
        Assert.Contains("'fc.weight' is in two", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Create("sgd", [new("a", [], 1)]));
    }

    [Fact]
    public void Adam_names_its_state_as_pytorch_does_and_counts_steps()
    {
        var parameter = Parameter([1]);
        using var adam = new Adam([new("p", parameter)], new() { Amsgrad = true });
        StepThrough(adam, parameter, 1, 3);
        Assert.Equal(["p.exp_avg", "p.exp_avg_sq", "p.max_exp_avg_sq", "p.step"], adam.StateDict().Keys);
        Assert.Equal([3L], adam.StateDict()["p.step"].ToArray<long>());
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        NamedTensor[] parameters = [new("p", Parameter([1]))];
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, new() { Beta2 = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, new() { WeightDecay = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(parameters, new() { Smoothing = 1.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(parameters, new() { LearningRate = double.NaN }));
        Assert.Throws<ArgumentException>(() => new Sgd(parameters, new() { LearningRate = 1, Momentum = 0.9, Dampening = 0.5, Flavor = OptimizerFlavor.Keras }));
    }

    private static Optimizer Create(JsonElement golden, NamedTensor[] parameters)
    {
        var settings = golden.GetProperty("settings");
        var flavor = golden.GetProperty("flavor").GetString() == "keras" ? OptimizerFlavor.Keras : OptimizerFlavor.Torch;
        var (rate, decay, momentum) = (Number("lr"), Number("weight_decay"), Number("momentum"));
        switch (golden.GetProperty("optimizer").GetString())
        {
            case "sgd":
                return new Sgd(parameters, new() { LearningRate = rate, Momentum = momentum, Dampening = Number("dampening"), WeightDecay = decay, Nesterov = Flag("nesterov"), Flavor = flavor });
            case "rmsprop":
                return new RmsProp(parameters, new() { LearningRate = rate, Momentum = momentum, WeightDecay = decay, Centered = Flag("centered"), Smoothing = Number("alpha", 0.99), Epsilon = Number("eps", 1e-8) });
            case var name:
                var betas = settings.TryGetProperty("betas", out var given) ? given.Deserialize<double[]>()! : [0.9, 0.999];
                double? epsilon = settings.TryGetProperty("eps", out var eps) ? eps.GetDouble() : null;
                return new Adam(parameters, new()
                {
                    LearningRate = rate, WeightDecay = decay, Beta1 = betas[0], Beta2 = betas[1], Epsilon = epsilon, Amsgrad = Flag("amsgrad"), IsDecoupled = name == "adamw", Flavor = flavor,
                });
        }

        double Number(string name, double missing = 0) => settings.TryGetProperty(name, out var value) ? value.GetDouble() : missing;
        bool Flag(string name) => settings.TryGetProperty(name, out var value) && value.GetBoolean();
    }

    private static Optimizer Create(string kind, ParameterGroup[] groups) => kind switch
    {
        "sgd" => new Sgd(groups, new() { LearningRate = 1 }),
        "adam" => new Adam(groups, new() { IsDecoupled = true }),
        _ => new RmsProp(groups, new() { Centered = true }),
    };

    private static Tensor Parameter(double[] values)
    {
        var parameter = Tensor.From(values);
        parameter.RequiresGrad = true;
        return parameter;
    }

    private static Tensor Gradient(Tensor parameter, int step, double scale) =>
        Tensor.From([.. Enumerable.Range(0, (int)parameter.Count).Select(i => scale * HashUniform.At((uint)(2000 + step), (uint)i))]).Reshape([.. parameter.Shape]);

    private static void StepThrough(Optimizer optimizer, Tensor parameter, int first, int last, double scale = 0.5, Action<int>? afterStep = null)
    {
        for (var step = first; step <= last; step++)
        {
            parameter.Grad = Gradient(parameter, step, scale);
            optimizer.Step();
            afterStep?.Invoke(step);
        }
    }

    private static void StepUnequally(Optimizer optimizer, (Tensor A, Tensor B) pair, int first, int last)
    {
        for (var step = first; step <= last; step++)
        {
            pair.A.Grad = Gradient(pair.A, step, 0.5);
            pair.B.Grad = step % 2 == 0 ? Gradient(pair.B, step, 0.5) : null;
            optimizer.Step();
        }
    }
}
