namespace Mien.Torch.Tests.Kernels;

/// <summary>Reproducible tensors and comparisons for the tests of our own operators, which are held against libtorch's.</summary>
internal static class Inputs
{
    /// <summary>Values in [-1, 1) that differ by <paramref name="key"/>, float32, in the given layout.</summary>
    internal static Tensor Uniform(uint key, ReadOnlySpan<long> shape, MemoryFormat format = MemoryFormat.ChannelsLast)
    {
        var values = new float[Shapes.Count(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)HashUniform.At(key, (uint)i);
        }

        var tensor = Tensor.From(values, shape);
        return shape.Length == 4 ? tensor.Contiguous(format) : tensor;
    }

    /// <summary>A leaf of the given type that records its gradient.</summary>
    internal static Tensor Leaf(Tensor values, DType dtype = DType.Float32)
    {
        var leaf = values.Detach().To(dtype).Clone();
        leaf.RequiresGrad = true;
        return leaf;
    }

    /// <summary>Holds each value against the reference; <paramref name="tolerance"/> is relative to the reference's largest value.</summary>
    internal static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        using var noGrad = NoGrad.Begin();
        Assert.Equal(expected.Shape, actual.Shape);
        var (left, right) = (expected.To(DType.Float64), actual.To(DType.Float64));
        var largest = left.Abs().Max().ToDouble();
        Assert.InRange((left - right).Abs().Max().ToDouble() / largest, 0, tolerance);
    }

    /// <summary>Runs something with one thread and with two and holds the results against each other, bit by bit.</summary>
    internal static void AssertSameBitsForAnyThreadCount(Func<IEnumerable<Tensor>> run)
    {
        List<float[]> WithThreads(int count)
        {
            TorchRuntime.Initialize(new TorchOptions { Threads = count });
            using var scope = TensorScope.Begin();
            return [.. run().Select(tensor => tensor.Detach().To(DType.Float32).ToArray<float>())];
        }

        try
        {
            Assert.All(WithThreads(1).Zip(WithThreads(2)), pair => Assert.Equal(pair.First, pair.Second));
        }
        finally
        {
            TorchRuntime.Initialize();
        }
    }
}
