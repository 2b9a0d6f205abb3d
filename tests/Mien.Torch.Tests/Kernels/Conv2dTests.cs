namespace Mien.Torch.Tests.Kernels;

public sealed class Conv2dTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    private sealed class Case(long count, long inputs, long size, long outputs, long kernelSize, long stride, DType dtype = DType.Float32)
    {
        public Tensor Input { get; } = Inputs.Leaf(Rounded(Inputs.Uniform(1, [count, inputs, size, size])), dtype);

        public Tensor Weight { get; } = Inputs.Leaf(Rounded(Inputs.Uniform(2, [outputs, inputs, kernelSize, kernelSize])), dtype);

        public Tensor[] Results(bool mixed)
        {
            var output = mixed ? ForwardMixed() : Forward();
            output.Backward(Rounded(Inputs.Uniform(3, [.. output.Shape])).To(output.DType));
            return [output, Input.Grad!, Weight.Grad!];
        }

        private Tensor Forward() => Functional.Conv2d(Input, Weight, null, stride, kernelSize / 2);

        private Tensor ForwardMixed()
        {
            using var mode = Autocast.Begin(Device.Cpu);
            return Forward();
        }

        // Values that bfloat16 holds exactly, so that only sums and results are rounded.
        private static Tensor Rounded(Tensor values) => values.To(DType.BFloat16).To(DType.Float32);
    }

    // Shapes of ResNet-18 and -50 that take our products, libtorch's, and both; counts that fill no block of 32 pictures.
    [Theory]
    [InlineData(21, 64, 6, 32, 3, 1)]
    [InlineData(40, 32, 7, 64, 3, 2)]
    [InlineData(33, 64, 5, 96, 1, 2)]
    [InlineData(64, 32, 3, 32, 3, 1)]
    [InlineData(16, 32, 14, 64, 3, 1)]
    [InlineData(17, 3, 24, 32, 7, 2)]
    [InlineData(17, 1, 13, 64, 5, 1)]
    [InlineData(16, 96, 4, 32, 1, 1)]
    [InlineData(33, 96, 16, 96, 3, 1)]
    [InlineData(16, 40, 6, 32, 3, 1)]
    [InlineData(3, 64, 6, 64, 3, 1)]
    public void Mixed_precision_agrees_with_float32_to_its_rounding(long count, long inputs, long size, long outputs, long kernelSize, long stride)
    {
        var expected = new Case(count, inputs, size, outputs, kernelSize, stride).Results(mixed: false);
        var actual = new Case(count, inputs, size, outputs, kernelSize, stride).Results(mixed: true);
        Assert.Equal([DType.BFloat16, DType.Float32, DType.Float32], actual.Select(tensor => tensor.DType));
        // Products are exact and summed in float32; results are rounded to 8 bits, half a unit of which is 2e-3 to 4e-3 of a value.
        Assert.All(expected.Zip(actual), pair => Inputs.AssertClose(pair.First, pair.Second, 4e-3));
    }

    // Very small pictures with many channels; with a stride, some pixels meet no tap and get no gradient.
    [Theory]
    [InlineData(17, 128, 3, 160, 3, 1)]
    [InlineData(16, 130, 6, 128, 3, 2)]
    [InlineData(16, 128, 5, 128, 1, 2)]
    public void Float32_agrees_with_libtorch_in_float64(long count, long inputs, long size, long outputs, long kernelSize, long stride)
    {
        var expected = new Case(count, inputs, size, outputs, kernelSize, stride, DType.Float64).Results(mixed: false);
        var actual = new Case(count, inputs, size, outputs, kernelSize, stride).Results(mixed: false);
        Assert.All(actual, tensor => Assert.Equal(DType.Float32, tensor.DType));
        // Sums of up to 9 * 160 products: some tens of roundings of 6e-8.
        Assert.All(expected.Zip(actual), pair => Inputs.AssertClose(pair.First, pair.Second, 2e-6));
    }

    // The rows and columns of Inception and the groups of the mobile nets, in counts and sizes that square kernels compute by our products.
    [Theory]
    [InlineData(1, 7, 1, 3, false)]
    [InlineData(7, 1, 1, 3, false)]
    [InlineData(1, 3, 1, 6, true)]
    [InlineData(3, 1, 1, 6, true)]
    [InlineData(3, 3, 128, 3, false)]
    [InlineData(3, 3, 128, 6, true)]
    [InlineData(3, 3, 16, 6, true)]
    public void Long_kernels_and_groups_agree_with_libtorch_in_float64(long height, long width, long groups, long size, bool mixed)
    {
        Tensor[] Results(DType dtype, bool castsToBFloat16)
        {
            using var layer = new Conv2d(128, 128, (height, width), (height / 2, width / 2), groups: groups, bias: false);
            var shape = layer.Weight.Shape;
            layer.Weight.CopyFrom(Inputs.Uniform(2, [.. shape]).To(DType.BFloat16));
            layer.To(MemoryFormat.ChannelsLast).To(dtype);
            var input = Inputs.Leaf(Inputs.Uniform(1, [17, 128, size, size]).To(DType.BFloat16).To(DType.Float32), dtype);
            var output = castsToBFloat16 ? InMixedPrecision(layer, input) : layer.Forward(input);
            output.Backward(Inputs.Uniform(3, [.. output.Shape]).To(DType.BFloat16).To(output.DType));
            return [output.Detach(), input.Grad!, layer.Weight.Grad!];
        }

        var expected = Results(DType.Float64, castsToBFloat16: false);
        Assert.All(expected.Zip(Results(DType.Float32, mixed)), pair => Inputs.AssertClose(pair.First, pair.Second, mixed ? 4e-3 : 2e-6));
    }

    [Fact]
    public void Weights_in_bfloat16_give_the_outputs_of_mixed_precision()
    {
        var mixed = new Case(32, 64, 6, 64, 3, 1);
        var output = Functional.Conv2d(mixed.Input.To(DType.BFloat16), mixed.Weight.To(DType.BFloat16), null, 1, 1);
        Assert.Equal(mixed.Results(mixed: true)[0].To(DType.Float32).ToArray<float>(), output.To(DType.Float32).ToArray<float>());
    }

    [Fact]
    public void Without_gradients_the_outputs_are_the_same()
    {
        var c = new Case(32, 64, 6, 64, 3, 1);
        var expected = c.Results(mixed: true)[0].Detach().To(DType.Float32).ToArray<float>();
        using var inference = InferenceMode.Begin();
        using var mode = Autocast.Begin(Device.Cpu);
        Assert.Equal(expected, Functional.Conv2d(c.Input, c.Weight, null, 1, 1).To(DType.Float32).ToArray<float>());
    }

    [Fact]
    public void A_bias_is_added()
    {
        var c = new Case(32, 64, 6, 64, 3, 1);
        using var mode = Autocast.Begin(Device.Cpu);
        var bias = Inputs.Leaf(Inputs.Uniform(4, [64]));
        var output = Functional.Conv2d(c.Input, c.Weight, bias, 1, 1);
        var without = Functional.Conv2d(c.Input, c.Weight, null, 1, 1).To(DType.Float32);
        Inputs.AssertClose(without + bias.Reshape(1, 64, 1, 1), output, 8e-3); // two roundings
        output.Backward(output.Detach());
        Inputs.AssertClose(output.Detach().To(DType.Float32).Sum(0).Sum(-1).Sum(-1), bias.Grad!, 8e-3);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        Inputs.AssertSameBitsForAnyThreadCount(() => new Case(40, 64, 7, 64, 3, 2).Results(mixed: true));
        Inputs.AssertSameBitsForAnyThreadCount(() => new Case(17, 3, 24, 32, 7, 2).Results(mixed: true));
        if (HasAmx)
        {
            // Elsewhere oneDNN computes this one, and it adds the gradient of the weights thread by thread.
            Inputs.AssertSameBitsForAnyThreadCount(() => new Case(33, 96, 16, 96, 3, 1).Results(mixed: true));
        }
    }

    private static Tensor InMixedPrecision(Module module, Tensor input)
    {
        using var mode = Autocast.Begin(Device.Cpu);
        return module.Forward(input);
    }

    private static bool HasAmx => File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("flags", StringComparison.Ordinal)).Contains("amx_bf16", StringComparison.Ordinal);
}
