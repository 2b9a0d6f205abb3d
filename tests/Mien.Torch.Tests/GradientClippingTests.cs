namespace Mien.Torch.Tests;

public sealed class GradientClippingTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    private static NamedTensor WithGradient(params double[] gradient)
    {
        var parameter = Tensor.Zeros([gradient.Length], DType.Float64);
        parameter.RequiresGrad = true;
        parameter.Grad = Tensor.From(gradient);
        return new("p", parameter);
    }

    [Fact]
    public void Gradients_are_scaled_together_to_the_norm()
    {
        NamedTensor[] parameters = [WithGradient(3), WithGradient(0, 4)];
        Assert.Equal(5, GradientClipping.ByNorm(parameters, 1), 1e-12);
        Assert.Equal(0.6, parameters[0].Tensor.Grad!.ToDouble(), 1e-6); // the epsilon of PyTorch's formula
        Assert.Equal(0.8, parameters[1].Tensor.Grad!.ToArray<double>()[1], 1e-6);
    }

    [Fact]
    public void Small_gradients_stay_as_they_are()
    {
        var parameter = WithGradient(3, 4);
        Assert.Equal(5, GradientClipping.ByNorm([parameter], 5.5), 1e-12);
        Assert.Equal([3, 4], parameter.Tensor.Grad!.ToArray<double>());
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_is_reported_and_left()
    {
        var parameter = WithGradient(double.NaN, 4);
        Assert.Equal(double.NaN, GradientClipping.ByNorm([parameter], 1));
        Assert.Equal(4, parameter.Tensor.Grad!.ToArray<double>()[1]);
    }

    [Fact]
    public void Elements_are_limited_one_by_one()
    {
        var parameter = WithGradient(-3, 0.5);
        GradientClipping.ByValue([parameter], 1);
        Assert.Equal([-1, 0.5], parameter.Tensor.Grad!.ToArray<double>());
    }
}
