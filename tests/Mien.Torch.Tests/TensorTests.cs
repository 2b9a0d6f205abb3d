namespace Mien.Torch.Tests;

public sealed class TensorTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Values_come_back_as_they_went_in() =>
        Assert.Equal([1.5f, -2f, 3f, 4f, 5f, 6f], Tensor.From([1.5f, -2f, 3f, 4f, 5f, 6f], 2, 3).ToArray<float>());

    [Fact]
    public void Every_element_type_of_csharp_keeps_its_values()
    {
        Assert.Equal([1.0, 2.0], Tensor.From([1.0, 2.0]).ToArray<double>());
        Assert.Equal([1L, -2L], Tensor.From([1L, -2L]).ToArray<long>());
        Assert.Equal([1, -2], Tensor.From([1, -2]).ToArray<int>());
        Assert.Equal([(short)1, (short)-2], Tensor.From([(short)1, (short)-2]).ToArray<short>());
        Assert.Equal([(byte)1, (byte)255], Tensor.From([(byte)1, (byte)255]).ToArray<byte>());
        Assert.Equal([(sbyte)1, (sbyte)-2], Tensor.From([(sbyte)1, (sbyte)-2]).ToArray<sbyte>());
        Assert.Equal([true, false], Tensor.From([true, false]).ToArray<bool>());
        Assert.Equal([(Half)0.5, (Half)2], Tensor.From([(Half)0.5, (Half)2]).ToArray<Half>());
    }

    [Fact]
    public void A_shape_that_does_not_fit_the_values_is_refused_with_both_numbers()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.From([1f, 2f, 3f, 4f, 5f], 2, 3));
        Assert.Contains("Expected 6 values for shape (2, 3) but got 5", error.Message);
    }

    [Fact]
    public void Reading_another_type_than_the_tensor_has_is_refused() =>
        Assert.Contains("To(DType.Int32)", Assert.Throws<InvalidOperationException>(() => Tensor.From([1L]).ToArray<int>()).Message);

    [Fact]
    public void A_scalar_has_no_dimensions_and_one_element()
    {
        var scalar = Tensor.Scalar(2.5);
        Assert.Empty(scalar.Shape);
        Assert.Equal((0, 1L, 2.5), (scalar.Rank, scalar.Count, scalar.ToDouble()));
    }

    [Fact]
    public void Arithmetic_broadcasts()
    {
        var column = Tensor.From([1f, 2f], 2, 1);
        var row = Tensor.From([10f, 20f, 30f], 1, 3);
        Assert.Equal([11f, 21f, 31f, 12f, 22f, 32f], (column + row).ToArray<float>());
        Assert.Equal([8f, 18f, 28f, 6f, 16f, 26f], ((row - (column * 2)) * 1).ToArray<float>());
        Assert.Equal([2f, 4f], (column / 0.5).ToArray<float>());
    }

    [Fact]
    public void Adding_a_whole_number_leaves_whole_numbers()
    {
        var sum = Tensor.From([1L, 2L]) + 1;
        Assert.Equal(DType.Int64, sum.DType);
        Assert.Equal([2L, 3L], sum.ToArray<long>());
    }

    [Fact]
    public void In_place_arithmetic_changes_the_tensor_itself()
    {
        var value = Tensor.From([1f, -2f]);
        var same = value;
        value += Tensor.From([1f, 1f]);
        value *= 3;
        Assert.Same(same, value);
        Assert.Same(value, value.ReluInPlace());
        Assert.Equal([6f, 0f], same.ToArray<float>());
    }

    [Fact]
    public void Interleaved_pictures_become_channels_last_without_reordering()
    {
        // One 1x2 picture with three channels: pixel (1, 2, 3), pixel (4, 5, 6).
        var pictures = Tensor.FromInterleaved([1, 2, 3, 4, 5, 6], count: 1, height: 1, width: 2, channels: 3);
        Assert.Equal([1L, 3, 1, 2], pictures.Shape);
        Assert.True(pictures.IsContiguous(MemoryFormat.ChannelsLast));
        Assert.Equal([1f, 4, 2, 5, 3, 6], pictures.ToArray<float>());
    }

    [Fact]
    public void Writing_into_a_channels_last_tensor_keeps_its_layout()
    {
        var target = Tensor.Zeros([1, 2, 2, 2]).Contiguous(MemoryFormat.ChannelsLast);
        target.CopyFrom<float>([1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.True(target.IsContiguous(MemoryFormat.ChannelsLast));
        Assert.Equal([1f, 2, 3, 4, 5, 6, 7, 8], target.ToArray<float>());
    }

    [Fact]
    public void Views_share_memory_and_copies_do_not()
    {
        var source = Tensor.From([1f, 2f, 3f, 4f], 2, 2);
        Assert.True(source.Transpose(0, 1).SharesMemoryWith(source));
        Assert.False(source.Clone().SharesMemoryWith(source));
        Assert.Equal([1f, 3, 2, 4], source.Transpose(0, 1).ToArray<float>());
        Assert.Equal([3f, 4f], source.Select(0, 1).ToArray<float>());
        Assert.Equal([2f, 4f], source.Narrow(1, 1, 1).ToArray<float>());
    }

    [Fact]
    public void Reductions_follow_their_definitions()
    {
        var value = Tensor.From([1f, 4f, 3f, 2f], 2, 2);
        Assert.Equal(10, value.Sum().ToDouble());
        Assert.Equal(2.5, value.Mean().ToDouble());
        Assert.Equal(Math.Sqrt(30), value.Norm().ToDouble(), 1e-6);
        Assert.Equal([1L, 0L], value.ArgMax(1).ToArray<long>());
        Assert.Equal([4f, 3f], value.Max(1).Values.ToArray<float>());
        Assert.Equal([4f, 6f], value.Sum(0).ToArray<float>());
        Assert.Equal(5.0 / 3, value.Variance([0, 1]).ToDouble(), 1e-6);
    }

    [Fact]
    public void Softmax_of_equal_scores_is_uniform()
    {
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], Tensor.Zeros([4]).Softmax(0).ToArray<float>());
        Assert.Equal(-Math.Log(4), Tensor.Zeros([4]).LogSoftmax(0).Select(0, 0).ToDouble(), 1e-6);
    }

    [Fact]
    public void Lists_of_tensors_go_in()
    {
        var (first, second) = (Tensor.From([1f, 2f]), Tensor.From([3f, 4f]));
        Assert.Equal([4L], Tensor.Cat([first, second]).Shape);
        Assert.Equal([1f, 3, 2, 4], Tensor.Stack([first, second], 1).ToArray<float>());
    }

    [Fact]
    public void A_refusal_of_libtorch_names_the_operator_and_the_sizes_and_has_no_native_stack()
    {
        var error = Assert.Throws<TorchException>(() => Tensor.Zeros([2, 3]) + Tensor.Zeros([4]));
        Assert.Contains("aten::add", error.Message);
        Assert.Contains("(3) must match the size of tensor b (4)", error.Message);
        Assert.DoesNotContain("frame #", error.Message);
    }

    [Fact]
    public void Memory_that_no_machine_has_is_an_error_of_its_own() =>
        Assert.Throws<OutOfDeviceMemoryException>(() => Tensor.Empty([1L << 50]));

    [Fact]
    public void A_released_tensor_says_so()
    {
        var tensor = Tensor.Zeros([1]);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Contains("TensorScope", Assert.Throws<ObjectDisposedException>(() => tensor + 1).Message);
    }
}
