namespace Mien.Torch.Tests;

public sealed class ForwardObserverTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Modules_and_operators_are_seen_in_the_order_of_computing()
    {
        using var net = new Sequential(new Linear(2, 1), new Relu(inPlace: true));
        var seen = new Recorder();
        using (ForwardObserver.Begin(seen))
        {
            net.Forward(Tensor.From([1f, 2f], 1, 2));
        }

        net.Forward(Tensor.From([1f, 2f], 1, 2)); // unseen
        Assert.Equal(
            ["> Sequential (1, 2)", "> Linear (1, 2)", "aten::linear 3 -> (1, 1)", "< Linear (1, 1)", "> Relu (1, 1)", "aten::relu_ 1 -> (1, 1)", "< Relu (1, 1)", "< Sequential (1, 1)"],
            seen.Lines);
    }

    [Fact]
    public void An_operator_that_joins_has_all_its_tensors_as_inputs()
    {
        var seen = new Recorder();
        using var observing = ForwardObserver.Begin(seen);
        Tensor.Cat([Tensor.Ones([1]), Tensor.Ones([2])]);
        Assert.Equal("aten::cat 2 -> (3)", seen.Lines[^1]);
    }

    [Fact]
    public void The_same_is_seen_where_shapes_alone_are_computed()
    {
        using var shapes = ShapesOnly.Begin();
        using var net = new Conv2d(3, 8, kernelSize: 3, stride: 2);
        var seen = new Recorder();
        using var observing = ForwardObserver.Begin(seen);
        Assert.True(net.Forward(Tensor.Zeros([1, 3, 1_000_001, 1_000_001])).Device.IsMeta);
        Assert.Contains("mien::conv2d 3 -> (1, 8, 500000, 500000)", seen.Lines);
    }

    [Theory]
    [InlineData(3)] // of 3 and 5 the last window would begin in the right border
    [InlineData(4)]
    [InlineData(5)]
    public void Incomplete_windows_have_the_shapes_of_computing(long side)
    {
        var computed = Pooled();
        using var shapes = ShapesOnly.Begin();
        Assert.Equal(computed, Pooled());

        long[] Pooled() => [.. Functional.MaxPool2d(Tensor.Zeros([1, 1, side, side]), 2, stride: 2, padding: 1, ceilMode: true).Shape];
    }

    [Fact]
    public void A_call_is_seen_with_all_its_arguments()
    {
        var seen = new Calls();
        using var observing = ForwardObserver.Begin(seen);
        var input = Tensor.Zeros([1, 2, 4, 4]);
        Functional.AvgPool2d(input, kernelSize: 2);
        input.Clamp(null, 6);
        Assert.Equal([input, 2L, 2L, 0L, false, true], seen.List[^2].Arguments);
        Assert.Equal([input, null, 6.0], seen.List[^1].Arguments);
    }

    private sealed class Calls : ForwardObserver
    {
        public List<OperatorCall> List { get; } = [];

        protected override void Enter(Module module, Tensor input)
        {
        }

        protected override void Leave(Module module, Tensor output)
        {
        }

        protected override void Ran(OperatorCall call) => List.Add(call);
    }

    private sealed class Recorder : ForwardObserver
    {
        public List<string> Lines { get; } = [];

        protected override void Enter(Module module, Tensor input) => Lines.Add($"> {module.GetType().Name} {Text(input)}");

        protected override void Leave(Module module, Tensor output) => Lines.Add($"< {module.GetType().Name} {Text(output)}");

        protected override void Ran(OperatorCall call) => Lines.Add($"{call.Name} {call.Inputs.Count} -> {Text(call.Output)}");

        private static string Text(Tensor tensor) => $"({string.Join(", ", tensor.Shape)})";
    }
}
