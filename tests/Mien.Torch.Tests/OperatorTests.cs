using Mien.Torch.Interop;

namespace Mien.Torch.Tests;

public sealed class OperatorTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void An_operator_knows_its_schema() =>
        Assert.StartsWith("aten::relu(Tensor self) -> Tensor", new Operator("aten::relu").Schema);

    [Fact]
    public void A_name_that_libtorch_does_not_have_is_refused_by_name() =>
        Assert.Contains("aten::no_such_thing", Assert.Throws<TorchException>(() => new Operator("aten::no_such_thing").Call()).Message);

    [Fact]
    public void Missing_and_surplus_arguments_are_refused_with_the_schema()
    {
        var relu = new Operator("aten::relu");
        Assert.Contains("aten::relu(Tensor self)", Assert.Throws<TorchException>(() => relu.Call()).Message);
        Assert.Contains("aten::relu(Tensor self)", Assert.Throws<TorchException>(() => relu.Call(Tensor.Ones([1]), 1L)).Message);
    }

    [Fact]
    public void A_real_number_where_a_whole_one_belongs_is_refused() =>
        Assert.Throws<TorchException>(() => new Operator("aten::select.int").Call(Tensor.Ones([2]), 0.5, 0L));

    [Fact]
    public void Texts_go_in_beside_lists()
    {
        var floor = new Operator("aten::div.Tensor_mode");
        Assert.Equal([3f, -4f], floor.Call(Tensor.From([7f, -7f]), Tensor.Scalar(2), "floor").ToArray<float>());
        var pad = new Operator("aten::pad");
        Assert.Equal([1f, 0, 1, 2, 1], pad.Call(Tensor.From([0f, 1, 2], 1, 3), (long[])[1, 1], "reflect", Argument.None).ToArray<float>());
    }

    [Fact]
    public void Lists_of_real_numbers_go_in()
    {
        var upsample = new Operator("aten::upsample_nearest2d.vec");
        Assert.Equal([1L, 1, 4, 6], upsample.Call(Tensor.Ones([1, 1, 2, 2]), Argument.None, (double[])[2.0, 3.0]).Shape);
    }

    [Fact]
    public void A_list_longer_than_the_frame_of_a_call_goes_in()
    {
        var tensors = Enumerable.Range(0, 1000).Select(i => Tensor.From([(float)i])).ToArray();
        Assert.Equal(499_500, Tensor.Cat(tensors).Sum().ToDouble());
    }

    [Fact]
    public void Several_results_and_lists_of_results_come_back()
    {
        var (values, indices) = new Operator("aten::sort").CallForTwo(Tensor.From([2f, 1f]), -1L, false);
        Assert.Equal([1f, 2f], values.ToArray<float>());
        Assert.Equal([1L, 0L], indices.ToArray<long>());
        var parts = new Operator("aten::split.Tensor").CallForMany(Tensor.From([1f, 2f, 3f]), 2L, 0L);
        Assert.Equal([2L, 1L], parts.Select(part => part.Count));
    }

    [Fact]
    public void A_refused_call_keeps_no_tensor_alive()
    {
        var before = TorchRuntime.LiveTensors;
        var (left, right) = (Tensor.Zeros([2]), Tensor.Zeros([3]));
        Assert.Throws<TorchException>(() => left + right);
        left.Dispose();
        right.Dispose();
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Threads_that_call_side_by_side_do_not_mix_their_arguments()
    {
        const int Calls = 2000;
        var sums = new double[4];
        Thread[] threads = [.. Enumerable.Range(0, sums.Length).Select(index => new Thread(() =>
        {
            using var scope = TensorScope.Begin();
            var total = Tensor.Zeros([1], DType.Float64);
            for (var i = 0; i < Calls; i++)
            {
                total += Tensor.Cat([Tensor.Full([1], index, DType.Float64), Tensor.Full([1], i, DType.Float64)]).Sum();
            }

            sums[index] = total.ToDouble();
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(Enumerable.Range(0, sums.Length).Select(index => (double)(Calls * index) + (Calls * (Calls - 1) / 2)), sums);
    }
}
