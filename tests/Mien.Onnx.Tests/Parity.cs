using Mien.Inference;
using Mien.Torch;

namespace Mien.Onnx.Tests;

/// <summary>One network in libtorch and in ONNX Runtime.</summary>
internal static class Parity
{
    public static void RequireRuntime() => Assert.SkipUnless(OnnxRuntime.IsInstalled, $"ONNX Runtime is not installed. {LibraryLocation.HowToGet}");

    /// <summary>Largest difference of the outputs, relative to the largest of them.</summary>
    public static double Difference(Module network, InferenceSession session, int count, int heightPx, int widthPx)
    {
        var pixels = RandomNetwork.Pictures(count, heightPx, widthPx);
        using var scope = TensorScope.Begin();
        using var inference = InferenceMode.Begin();
        var expected = network.Forward(Tensor.From(pixels, count, 3, heightPx, widthPx)).ToArray<float>();
        var actual = new float[expected.Length];
        session.Run(pixels, [count, 3, heightPx, widthPx], [actual], TestContext.Current.CancellationToken);
        Assert.True(expected.Max(Math.Abs) > 1e-6, "Expected outputs that say something.");
        return expected.Zip(actual, (first, second) => Math.Abs(first - second)).Max(value => float.IsNaN(value) ? float.PositiveInfinity : value) / expected.Max(Math.Abs); // Max alone passes over what is no number
    }
}
