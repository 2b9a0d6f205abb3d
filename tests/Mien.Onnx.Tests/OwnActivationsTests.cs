using Mien.Inference;
using Mien.Onnx.Format;
using Mien.Onnx.Rewriting;
using Mien.Torch;

namespace Mien.Onnx.Tests;

/// <summary>The activations of Mien's own operators, number by number, beside libtorch's.</summary>
public sealed class OwnActivationsTests
{
    // A few units in the last place of exponentials of either.
    private const double Tolerance = 5e-7;

    public OwnActivationsTests()
    {
        Parity.RequireRuntime();
        Assert.SkipUnless(PreparedModel.HasOperators, "There are no operators of Mien's own here.");
    }

    [Theory]
    [InlineData(nameof(Activation.None))]
    [InlineData(nameof(Activation.Relu))]
    [InlineData(nameof(Activation.Relu6))]
    [InlineData(nameof(Activation.Silu))]
    [InlineData(nameof(Activation.HardSwish))]
    [InlineData(nameof(Activation.Sigmoid))]
    [InlineData(nameof(Activation.HardSigmoid))]
    public void It_is_that_of_libtorch_for_numbers_of_all_kinds(string name)
    {
        var activation = Enum.Parse<Activation>(name);
        float[] numbers =
        [
            .. Enumerable.Range(-600, 1201).Select(step => step / 37f), // over the ends of all pieces
            .. ((float[])[0, 1e-40f, 1e-38f, 50, 88, 89, 104, 127, 128, 1e4f, 1e37f, float.PositiveInfinity]).SelectMany(number => (float[])[number, -number]),
            .. (activation == Activation.HardSwish ? (float[])[] : [1e38f, -1e38f, 3e38f, -3e38f]), // libtorch multiplies by 6 first
            float.NaN,
        ];
        var answers = new float[numbers.Length];
        using var session = PreparedModel.Load(Model(activation));
        session.Run(numbers, [numbers.Length, 1, 1, 1], [answers], TestContext.Current.CancellationToken);

        using var scope = TensorScope.Begin();
        var expected = Expected(activation, Tensor.From(numbers, numbers.Length)).ToArray<float>();
        Assert.All(numbers.Zip(answers, expected), item => Assert.True(IsNear(item.Second, item.Third), $"{activation} of {item.First}: expected {item.Third} but got {item.Second}."));
    }

    private static bool IsNear(float value, float expected) => value.Equals(expected) || Math.Abs(value - expected) <= Tolerance * Math.Max(1, Math.Abs(expected));

    private static Tensor Expected(Activation activation, Tensor numbers) => activation switch
    {
        Activation.None => numbers,
        Activation.Relu => numbers.Relu(),
        Activation.Relu6 => numbers.Relu6(),
        Activation.Silu => numbers.Silu(),
        Activation.HardSwish => numbers.Hardswish(),
        Activation.Sigmoid => numbers.Sigmoid(),
        _ => numbers.Hardsigmoid(),
    };

    // Times 1, and the mean of one place.
    private static byte[] Model(Activation activation)
    {
        long[] one = [1, 1];
        var (weight, bias) = (new float[BlockedWeights.Width], new float[BlockedWeights.Width]);
        weight[0] = 1;
        OnnxNode[] nodes =
        [
            new("Convolution", "activated", ["input", "weight", "bias"],
                [("channels", 1), ("kernel_shape", one), ("strides", one), ("pads", new long[4]), ("activation", (long)activation)]) { Domain = BlockedLayout.Domain },
            new("GlobalMean", "answers", ["activated"], [("channels", 1)]) { Domain = BlockedLayout.Domain },
        ];
        var (input, output) = (new OnnxValue("input", ["batch", 1L, 1L, 1L]), new OnnxValue("answers", ["batch", 1L, 1L, 1L]));
        OnnxConstant[] constants = [OnnxConstant.Of("weight", weight, 1, 1, BlockedWeights.Width), OnnxConstant.Of("bias", bias, BlockedWeights.Width)];
        return new OnnxModel(new("activation", input, [output], [.. nodes], [.. constants]), new Dictionary<string, string>()).ToBytes();
    }
}
