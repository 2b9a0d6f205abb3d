namespace Mien.Torch.Tests;

public sealed class ActivationTests : IDisposable
{
    private static readonly double[] Inputs = [-4, -1, 0, 0.5, 2, 7];

    private readonly TensorScope _scope = TensorScope.Begin();

    /// <summary>Values and derivatives as PyTorch 1.13 gives them in float64.</summary>
    public static TheoryData<string, double[], double[]> Expected => new()
    {
        {
            "silu",
            [-0.07194483984836623, -0.2689414213699951, 0, 0.3112296656009273, 1.7615941559557646, 6.993622641639196],
            [-0.05266461489107291, 0.07232948812851325, 0.5, 0.7399611873026519, 1.0907842487848955, 1.0054604970664518]
        },
        { "hardswish", [0, -1.0 / 3, 0, 0.875 / 3, 5.0 / 3, 7], [0, 1.0 / 6, 0.5, 2.0 / 3, 7.0 / 6, 1] },
        { "hardsigmoid", [0, 1.0 / 3, 0.5, 1.75 / 3, 2.5 / 3, 1], [0, 1.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 6, 0] },
        { "relu6", [0, 0, 0, 0.5, 2, 6], [0, 0, 0, 1, 1, 0] },
        { "relu", [0, 0, 0, 0.5, 2, 7], [0, 0, 0, 1, 1, 1] },
        {
            "gelu",
            [-0.00012668496733247991, -0.15865525393145702, 0, 0.34573123063700656, 1.9544997361036416, 6.999999999991041],
            [-0.0005036496612264215, -0.08331547058768635, 0.5, 0.8674951246561629, 1.085231801078197, 1.0000000000626632]
        },
    };

    public void Dispose() => _scope.Dispose();

    // libtorch keeps the sixth in the derivative of hardsigmoid in float32, which is off by 5e-9.
    [Theory]
    [MemberData(nameof(Expected))]
    public void Values_and_derivatives_are_those_of_pytorch(string name, double[] values, double[] derivatives)
    {
        foreach (var inPlace in new[] { false, true })
        {
            var input = Tensor.From(Inputs);
            input.RequiresGrad = true;
            var output = Activation(name, inPlace).Forward(input * 1);
            output.Sum().Backward();
            Assert.All(values.Zip(output.Detach().ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
            Assert.All(derivatives.Zip(input.Grad!.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
        }
    }

    [Fact]
    public void In_place_overwrites_the_input_and_the_others_do_not()
    {
        foreach (var name in new[] { "silu", "hardswish", "relu6", "relu" })
        {
            var input = Tensor.From(Inputs);
            Assert.False(Activation(name, inPlace: false).Forward(input).SharesMemoryWith(input));
            Assert.True(Activation(name, inPlace: true).Forward(input).SharesMemoryWith(input));
        }
    }

    private static Module Activation(string name, bool inPlace) => name switch
    {
        "silu" => new Silu(inPlace),
        "hardswish" => new Hardswish(inPlace),
        "hardsigmoid" => new Hardsigmoid(),
        "relu6" => new Relu6(inPlace),
        "relu" => new Relu(inPlace),
        _ => new Gelu(),
    };
}
