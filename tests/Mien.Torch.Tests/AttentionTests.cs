namespace Mien.Torch.Tests;

public sealed class AttentionTests : IDisposable
{
    private readonly TensorScope _scope = TensorScope.Begin();

    public void Dispose() => _scope.Dispose();

    // Weights (rounded to float32), input and numbers of torch.nn.MultiheadAttention(4, 2, batch_first=True) of PyTorch 1.13 in float64.
    [Fact]
    public void Self_attention_gives_the_outputs_and_gradients_of_pytorch()
    {
        var layer = new MultiheadAttention(4, 2);
        layer.To(DType.Float64);
        var state = layer.StateDict().ToDictionary(item => item.Name, item => item.Tensor);
        Assert.Equal(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"], state.Keys);
        state["in_proj_weight"].CopyFrom<double>([.. Enumerable.Range(0, 48).Select(i => ((i * 7 % 11) - 5) * 0.1f)]);
        state["in_proj_bias"].CopyFrom<double>([.. Enumerable.Range(0, 12).Select(i => ((i % 3) - 1) * 0.2f)]);
        state["out_proj.weight"].CopyFrom<double>([.. Enumerable.Range(0, 16).Select(i => ((i * 5 % 7) - 3) * 0.1f)]);
        state["out_proj.bias"].CopyFrom<double>([0, 0.1f, 0.2f, 0.3f]);
        var input = Tensor.From<double>([.. Enumerable.Range(0, 24).Select(i => ((i * 3 % 13) - 6) * 0.25)], 2, 3, 4);
        input.RequiresGrad = true;

        var output = layer.Forward(input);
        (output * output).Sum().Backward();

        Assert.Equal([2, 3, 4], output.Shape);
        double[] expected = [-0.1892759787525521, 0.16884873170708614, 0.31469769037414186, 0.30946200439066074, -0.04915539571271453, 0.29078433784591573];
        Assert.All(expected.Zip(output.Detach().ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        Assert.Equal(0.49250221152106477, input.Grad!.Norm().ToDouble(), 1e-12);
        Assert.Equal(2.8657668175387285, state["in_proj_weight"].Grad!.Norm().ToDouble(), 1e-12);
    }

    [Fact]
    public void A_bias_that_forbids_all_but_one_key_gives_its_value()
    {
        var value = Tensor.From([1f, 2f, 3f, 4f], 2, 2);
        var bias = Tensor.From([0f, -1000f, -1000f, 0f], 2, 2);
        Assert.Equal([1f, 2f, 3f, 4f], Functional.ScaledDotProductAttention(Tensor.Ones([2, 2]), Tensor.Ones([2, 2]), value, bias).ToArray<float>());
        Assert.Equal([2f, 3f, 2f, 3f], Functional.ScaledDotProductAttention(Tensor.Ones([2, 2]), Tensor.Ones([2, 2]), value).ToArray<float>());
    }

    [Fact]
    public void Heads_must_divide_the_features() => Assert.Contains("3 heads", Assert.Throws<ArgumentException>(() => new MultiheadAttention(4, 3)).Message);

    [Fact]
    public void Layer_norm_gives_the_numbers_of_pytorch()
    {
        var layer = new LayerNorm(3);
        layer.To(DType.Float64);
        layer.Weight.CopyFrom<double>([1, 2, 3]);
        layer.Bias.CopyFrom<double>([0, 1, 0]);
        double[] expected = [-1.069041531, 0.465479234, 4.008905743, -0.707105013, -0.414210027, 4.242630081];
        Assert.All(expected.Zip(layer.Forward(Tensor.From([1.0, 2, 4, 0, 0, 3], 2, 3)).ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }
}
