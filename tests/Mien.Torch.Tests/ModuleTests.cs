namespace Mien.Torch.Tests;

public sealed class ModuleTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    private static Sequential SmallNet() => new(new Conv2d(1, 2, 3, padding: 1), new BatchNorm2d(2), new Relu(), new AdaptiveAvgPool2d(), new Flatten(), new Linear(2, 3));

    [Fact]
    public void Names_come_in_the_order_of_a_pytorch_state_dict() => Assert.Equal(
        [
            "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "5.weight", "5.bias",
        ],
        SmallNet().StateDict().Select(item => item.Name));

    [Fact]
    public void Buffers_are_not_parameters() => Assert.Equal(
        ["0.weight", "0.bias", "1.weight", "1.bias", "5.weight", "5.bias"], SmallNet().NamedParameters().Select(item => item.Name));

    [Fact]
    public void Loading_reports_every_missing_unexpected_and_misshapen_name_at_once()
    {
        var net = SmallNet();
        var state = net.StateDict().ToDictionary(item => item.Name, item => item.Tensor);
        state.Remove("0.weight");
        state.Remove("5.bias");
        state["extra"] = Tensor.Zeros([1]);
        state["5.weight"] = Tensor.Zeros([3, 4]);

        var error = Assert.Throws<CheckpointException>(() => net.LoadStateDict(state));

        Assert.Equal(["0.weight", "5.bias"], error.Missing);
        Assert.Equal(["extra"], error.Unexpected);
        Assert.Contains("5.weight: expected (3, 2) but got (3, 4)", error.Message);
        Assert.Contains("missing: 0.weight", error.Message);
    }

    [Fact]
    public void A_failed_load_changes_nothing()
    {
        var net = SmallNet();
        var state = net.StateDict().ToDictionary(item => item.Name, item => item.Tensor + 1);
        state.Remove("5.bias");
        Assert.Throws<CheckpointException>(() => net.LoadStateDict(state));
        Assert.Equal(0, net.StateDict().First().Tensor.Sum().ToDouble());
    }

    [Fact]
    public void A_missing_batch_counter_counts_as_zero()
    {
        var net = SmallNet();
        net.Forward(Tensor.Ones([1, 1, 4, 4]));
        var state = net.StateDict().Where(item => !item.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .ToDictionary(item => item.Name, item => item.Tensor + 0);
        net.LoadStateDict(state);
        Assert.Equal(0, net.StateDict().Single(item => item.Name == "1.num_batches_tracked").Tensor.ToDouble());
    }

    [Fact]
    public void Loading_converts_to_the_type_of_the_module()
    {
        var layer = new Linear(1, 1);
        layer.LoadStateDict(new Dictionary<string, Tensor> { ["weight"] = Tensor.From([0.5], 1, 1), ["bias"] = Tensor.From([(Half)2]) });
        Assert.Equal(DType.Float32, layer.Weight.DType);
        Assert.Equal(2.5, layer.Forward(Tensor.Ones([1, 1])).ToDouble());
    }

    [Fact]
    public void Fresh_weights_depend_on_seed_and_name_only()
    {
        var (first, second) = (SmallNet(), new Sequential(new Conv2d(1, 2, 3, padding: 1)));
        first.InitializeParameters(7);
        second.InitializeParameters(7);
        var weight = first.StateDict().First().Tensor.ToArray<float>();
        Assert.Equal(weight, second.StateDict().First().Tensor.ToArray<float>());
        second.InitializeParameters(8);
        Assert.NotEqual(weight, second.StateDict().First().Tensor.ToArray<float>());
    }

    [Fact]
    public void Fresh_convolutions_lie_within_the_limits_of_pytorch_and_fill_them()
    {
        // kaiming_uniform with slope sqrt(5) has the limit 1 / sqrt(fan in); fan in is 16 * 3 * 3.
        var layer = new Conv2d(16, 64, 3);
        layer.InitializeParameters(1);
        var values = layer.Weight.ToArray<float>();
        Assert.InRange(values.Max(), 0.99 / 12, 1.0 / 12);
        Assert.InRange(values.Min(), -1.0 / 12, -0.99 / 12);
        Assert.InRange(values.Average(), -0.002, 0.002); // 9216 draws: three standard errors are 0.0015
    }

    [Fact]
    public void Kaiming_normal_has_the_standard_deviation_of_its_fan()
    {
        var layer = new Conv2d(8, 128, 3, bias: false);
        using var noGrad = NoGrad.Begin();
        new Initializer(3, "").KaimingNormal(layer.Weight, "weight", FanMode.FanOut);
        var expected = Math.Sqrt(2.0 / (128 * 9));
        Assert.Equal(expected, Math.Sqrt(layer.Weight.Variance([0, 1, 2, 3]).ToDouble()), expected * 0.03); // 9216 draws: 4 standard errors
        Assert.Equal(0, layer.Weight.Mean().ToDouble(), expected * 0.05);
    }

    [Fact]
    public void A_module_built_inside_a_scope_outlives_it()
    {
        Linear layer;
        using (TensorScope.Begin())
        {
            layer = new Linear(1, 1);
        }

        Assert.False(layer.Weight.IsDisposed);
        layer.Dispose();
        Assert.True(layer.Weight.IsDisposed);
    }
}
