namespace Mien.Torch.Tests.Kernels;

public sealed class BatchNormActTests : IDisposable
{
    // More than one block of rows, the last one short, and channels that fill no vector.
    private static readonly long[] Shape = [8, 20, 17, 13];

    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    private sealed class Case(DType dtype, bool withResidual, double offset = 0)
    {
        public Tensor Input { get; } = Inputs.Leaf(Inputs.Uniform(1, Shape) + offset, dtype);

        public Tensor Weight { get; } = Inputs.Leaf(Inputs.Uniform(2, [20]) + 1.5, Statistics(dtype));

        public Tensor Bias { get; } = Inputs.Leaf(Inputs.Uniform(3, [20]), Statistics(dtype));

        public Tensor? Residual { get; } = withResidual ? Inputs.Leaf(Inputs.Uniform(4, Shape), dtype) : null;

        public Tensor Mean { get; } = Tensor.Zeros([20], Statistics(dtype));

        public Tensor Variance { get; } = Tensor.Ones([20], Statistics(dtype));

        public Tensor Run(bool relu)
        {
            var output = Functional.BatchNormAct(Input, Weight, Bias, Mean, Variance, training: true, 0.1, 1e-5, Residual, relu);
            // Values that every type holds exactly.
            output.Backward(Inputs.Uniform(5, Shape).To(DType.BFloat16).To(dtype));
            return output;
        }

        /// <summary>Everything that a run makes: output, gradients, running moments.</summary>
        public Tensor[] Results(bool relu)
        {
            var output = Run(relu);
            Tensor[] always = [output, Input.Grad!, Weight.Grad!, Bias.Grad!, Mean, Variance];
            return Residual is null ? always : [.. always, Residual.Grad!];
        }

        // As in mixed precision: only the pictures are bfloat16.
        private static DType Statistics(DType pictures) => pictures == DType.Float64 ? DType.Float64 : DType.Float32;
    }

    private static void AssertAgrees(DType dtype, bool withResidual, bool relu, double offset, double tolerance)
    {
        // The reference sees the values after rounding to the type under test. In float64 libtorch's own operators compute.
        var reference = new Case(DType.Float64, withResidual, offset);
        var tested = new Case(dtype, withResidual, offset);
        reference.Input.Detach().CopyFrom(tested.Input.Detach());
        reference.Residual?.Detach().CopyFrom(tested.Residual!.Detach());
        Assert.All(reference.Results(relu).Zip(tested.Results(relu)), pair => Inputs.AssertClose(pair.First, pair.Second, tolerance));
    }

    // Sums over 1,768 rows in float32, in blocks: about 100 roundings of 6e-8.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Float32_agrees_with_libtorch_in_float64(bool withResidual, bool relu) =>
        AssertAgrees(DType.Float32, withResidual, relu, offset: 0, tolerance: 5e-6);

    // Results are rounded to 8 bits of mantissa, half a unit of which is 2e-3.
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Bfloat16_agrees_to_its_rounding(bool withResidual, bool relu) =>
        AssertAgrees(DType.BFloat16, withResidual, relu, offset: 0, tolerance: 5e-3);

    [Fact]
    public void A_mean_far_from_zero_does_not_spoil_the_variance()
    {
        // With mean 100 the values themselves carry 6e-8 * 100 / 0.58 = 1e-5; the naive sum of squares would lose 1e-2.
        var tested = new Case(DType.Float32, withResidual: false, offset: 100);
        tested.Run(relu: false);
        var exact = tested.Input.Detach().To(DType.Float64).Variance([0, 2, 3]);
        Inputs.AssertClose((exact * 0.1) + 0.9, tested.Variance, 1e-6);
        AssertAgrees(DType.Float32, withResidual: false, relu: true, offset: 100, tolerance: 1e-3);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        Inputs.AssertSameBitsForAnyThreadCount(() => new Case(DType.Float32, withResidual: true).Results(relu: true));
        Inputs.AssertSameBitsForAnyThreadCount(() => new Case(DType.BFloat16, withResidual: false).Results(relu: true));
    }

    [Fact]
    public void A_nan_passes_the_rectifier_instead_of_becoming_zero()
    {
        var input = Inputs.Uniform(1, Shape);
        input.Select(0, 0).Select(0, 3).FillInPlace(double.NaN);
        var output = Functional.BatchNormAct(input, Tensor.Ones([20]), Tensor.Zeros([20]), null, null, training: true, 0.1, 1e-5, null, relu: true);
        Assert.True(output.Select(1, 3).IsNaN().All());
        Assert.False(output.Select(1, 4).IsNaN().Any());
    }

    [Fact]
    public void Evaluation_and_other_layouts_give_the_same_numbers()
    {
        var rows = new Case(DType.Float32, withResidual: true);
        var planes = new Case(DType.Float32, withResidual: true);
        foreach (var training in (bool[])[true, false])
        {
            Tensor Run(Case c, MemoryFormat format) => Functional.BatchNormAct(
                c.Input.Contiguous(format), c.Weight, c.Bias, c.Mean, c.Variance, training, 0.1, 1e-5, c.Residual!.Contiguous(format), relu: true);
            Inputs.AssertClose(Run(planes, MemoryFormat.Contiguous), Run(rows, MemoryFormat.ChannelsLast), 5e-6);
        }
    }

    [Fact]
    public void A_module_gives_in_one_operation_what_its_parts_give()
    {
        var (norm, parts, relu) = (new BatchNorm2d(20), new BatchNorm2d(20), new Relu());
        var (input, residual) = (Inputs.Uniform(1, Shape), Inputs.Uniform(4, Shape));
        Inputs.AssertClose(relu.Forward(parts.Forward(input) + residual), norm.ForwardRelu(relu, input, residual), 1e-6);
        Assert.Equal(1, norm.BatchesTracked.ToDouble());
        norm.Train(false);
        parts.Train(false);
        Inputs.AssertClose(relu.Forward(parts.Forward(input)), norm.ForwardRelu(relu, input), 1e-6);
        Assert.Equal(1, norm.BatchesTracked.ToDouble());
    }
}
