namespace Mien.Torch.Tests.Kernels;

public sealed class MaxPool2dTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    // One run in each layout; with planes libtorch computes.
    private static void AssertAgrees(Tensor values, long kernelSize, long stride, long padding)
    {
        (Tensor Output, Tensor Gradient) Run(MemoryFormat format)
        {
            var input = Inputs.Leaf(values.Contiguous(format), values.DType);
            var output = Functional.MaxPool2d(input, kernelSize, stride, padding);
            output.Backward(Inputs.Uniform(2, [.. output.Shape], format).To(values.DType));
            return (output.Detach(), input.Grad!);
        }

        var (expected, actual) = (Run(MemoryFormat.Contiguous), Run(MemoryFormat.ChannelsLast));
        Assert.Equal(expected.Output.To(DType.Float32).ToArray<float>(), actual.Output.To(DType.Float32).ToArray<float>());
        // A pixel may be the largest of several windows, whose gradients are then added in another order.
        Inputs.AssertClose(expected.Gradient, actual.Gradient, values.DType == DType.Float32 ? 2e-7 : 8e-3);
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(5, 3, 2)]
    public void Values_and_gradients_agree_with_libtorch(long kernelSize, long stride, long padding)
    {
        // 70 channels: one full group of 64 and a rest.
        AssertAgrees(Inputs.Uniform(1, [3, 70, 11, 8]), kernelSize, stride, padding);
        AssertAgrees(Inputs.Uniform(1, [3, 70, 11, 8]).To(DType.BFloat16), kernelSize, stride, padding);
    }

    [Fact]
    public void Among_equal_values_the_first_gets_the_gradient() => AssertAgrees(Tensor.Zeros([2, 64, 9, 9]), 3, 2, 1);

    [Fact]
    public void Minus_infinity_and_nan_are_treated_as_libtorch_treats_them()
    {
        AssertAgrees(Tensor.Full([1, 64, 5, 5], double.NegativeInfinity), 3, 2, 1);
        var values = Inputs.Uniform(1, [1, 64, 6, 6]);
        values.Select(2, 2).FillInPlace(double.NaN);
        AssertAgrees(values, 3, 2, 1);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit() => Inputs.AssertSameBitsForAnyThreadCount(() =>
    {
        var input = Inputs.Leaf(Inputs.Uniform(1, [3, 70, 11, 8]));
        var output = Functional.MaxPool2d(input, 3, 2, 1);
        output.Backward(Inputs.Uniform(2, [.. output.Shape]));
        return [output, input.Grad!];
    });
}
