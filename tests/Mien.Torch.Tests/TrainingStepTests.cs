namespace Mien.Torch.Tests;

public sealed class TrainingStepTests
{
    private static Sequential SmallNet()
    {
        var net = new Sequential(
            new Conv2d(1, 8, 3, padding: 1), new BatchNorm2d(8), new Relu(inPlace: true), new MaxPool2d(2),
            new Conv2d(8, 16, 3, padding: 1), new Relu(), new AdaptiveAvgPool2d(), new Flatten(), new Linear(16, 2));
        net.InitializeParameters(11);
        return net;
    }

    private static (Tensor Pictures, Tensor Labels) Batch(int step)
    {
        float[] pixels = [.. Enumerable.Range(0, 8 * 8 * 8).Select(i => (float)HashUniform.At((uint)step, (uint)i) + (i / 64 % 2))];
        return (Tensor.From(pixels, 8, 1, 8, 8), Tensor.From([0L, 1, 0, 1, 0, 1, 0, 1]));
    }

    private static double Step(Module net, Optimizer optimizer, int step)
    {
        using var scope = TensorScope.Begin();
        var (pictures, labels) = Batch(step);
        var loss = Functional.CrossEntropy(net.Forward(pictures), labels);
        optimizer.ZeroGrad();
        loss.Backward();
        optimizer.Step();
        return loss.ToDouble();
    }

    private static Sgd Optimizer(Module net) => new(net.NamedParameters(), new() { LearningRate = 0.05, Momentum = 0.9, Nesterov = true, WeightDecay = 5e-4 });

    private static float[] WeightsAfter(int steps)
    {
        using var net = SmallNet();
        using var optimizer = Optimizer(net);
        for (var step = 0; step < steps; step++)
        {
            Step(net, optimizer, step);
        }

        using var scope = TensorScope.Begin();
        return [.. net.StateDict().SelectMany(item => item.Tensor.To(DType.Float32).ToArray<float>())];
    }

    [Fact]
    public void A_small_network_learns()
    {
        using var net = SmallNet();
        using var optimizer = Optimizer(net);
        double[] losses = [.. Enumerable.Range(0, 30).Select(step => Step(net, optimizer, step))];
        Assert.True(losses[^1] < losses[0] / 100, $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    [Fact]
    public void Three_hundred_steps_leave_the_number_of_live_tensors_unchanged()
    {
        using var net = SmallNet();
        using var optimizer = Optimizer(net);
        Step(net, optimizer, 0); // momentum buffers and gradients are made here
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = TorchRuntime.LiveTensors;
        for (var step = 1; step <= 300; step++)
        {
            Step(net, optimizer, step);
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Equal_runs_give_equal_bits() => Assert.Equal(WeightsAfter(20), WeightsAfter(20));

    [Fact]
    public void A_network_that_was_rearranged_goes_on_with_the_same_optimizer()
    {
        using var plain = SmallNet();
        using var moved = SmallNet();
        using var plainOptimizer = Optimizer(plain);
        using var movedOptimizer = Optimizer(moved);
        var weight = moved.NamedParameters().First(item => item.Name == "4.weight").Tensor;
        Step(plain, plainOptimizer, 0);
        Step(moved, movedOptimizer, 0);

        moved.To(MemoryFormat.ChannelsLast);
        Assert.True(weight.IsContiguous(MemoryFormat.ChannelsLast));
        Assert.Same(weight, moved.NamedParameters().First(item => item.Name == "4.weight").Tensor);

        foreach (var step in Enumerable.Range(1, 5))
        {
            Step(plain, plainOptimizer, step);
            Step(moved, movedOptimizer, step);
        }

        using var scope = TensorScope.Begin();
        var expected = plain.NamedParameters().First(item => item.Name == "4.weight").Tensor.ToArray<float>();
        // The layouts sum in another order: float32 rounding over five steps.
        Assert.All(expected.Zip(weight.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    [Fact]
    public void Converting_to_float64_keeps_parameters_gradients_and_whole_numbers()
    {
        using var scope = TensorScope.Begin();
        using var net = SmallNet();
        using var optimizer = Optimizer(net);
        Step(net, optimizer, 0);
        var parameters = net.NamedParameters().ToList();
        var values = parameters.Select(item => item.Tensor.Sum().ToDouble()).ToList();

        net.To(DType.Float64);

        Assert.All(parameters, item => Assert.Equal((DType.Float64, DType.Float64, true), (item.Tensor.DType, item.Tensor.Grad!.DType, item.Tensor.RequiresGrad)));
        Assert.Equal(DType.Int64, net.StateDict().Single(item => item.Name == "1.num_batches_tracked").Tensor.DType);
        Assert.All(parameters.Zip(values), pair => Assert.Equal(pair.Second, pair.First.Tensor.Sum().ToDouble(), 1e-4)); // float32 sums
        net.Forward(Tensor.Zeros([2, 1, 8, 8], DType.Float64)).Sum().Backward();
    }
}
