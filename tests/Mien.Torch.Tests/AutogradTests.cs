namespace Mien.Torch.Tests;

public sealed class AutogradTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_gradient_of_a_sum_of_squares_is_twice_the_value()
    {
        var x = Tensor.From([1f, -2f, 3f]);
        x.RequiresGrad = true;
        (x * x).Sum().Backward();
        Assert.Equal([2f, -4f, 6f], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Gradients_accumulate_until_they_are_removed()
    {
        var x = Tensor.Ones([1]);
        x.RequiresGrad = true;
        Assert.Null(x.Grad);
        (x * 3).Sum().Backward();
        (x * 4).Sum().Backward();
        Assert.Equal(7, x.Grad!.ToDouble());
        x.Grad = null;
        Assert.False(x.HasGrad);
    }

    [Fact]
    public void A_gradient_can_be_given_for_a_root_that_is_no_scalar()
    {
        var x = Tensor.Ones([2]);
        x.RequiresGrad = true;
        (x * 2).Backward(Tensor.From([1f, 10f]));
        Assert.Equal([2f, 20f], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Nothing_is_recorded_inside_NoGrad_and_recording_comes_back_after_it()
    {
        var x = Tensor.Ones([1]);
        x.RequiresGrad = true;
        using (NoGrad.Begin())
        {
            Assert.False((x * 2).RequiresGrad);
        }

        Assert.True((x * 2).RequiresGrad);
    }

    [Fact]
    public void Nothing_is_recorded_in_inference_mode_which_nests()
    {
        var x = Tensor.Ones([1]);
        x.RequiresGrad = true;
        using (InferenceMode.Begin())
        {
            using (InferenceMode.Begin())
            {
                Assert.False((x * 2).RequiresGrad);
            }

            Assert.False((x * 2).RequiresGrad);
        }

        Assert.True((x * 2).RequiresGrad);
    }

    [Fact]
    public void Autocast_computes_products_in_bfloat16_until_its_scope_ends()
    {
        var x = Tensor.Ones([2, 2]);
        using (Autocast.Begin(Device.Cpu))
        {
            Assert.Equal(DType.BFloat16, x.MatMul(x).DType);
        }

        Assert.Equal(DType.Float32, x.MatMul(x).DType);
    }
}
