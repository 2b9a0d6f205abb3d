using Mien.Inference;
using Mien.Torch;

namespace Mien.Onnx.Tests;

public sealed class HalfPrecisionTests
{
    // 11 bits of a significand over up to 120 layers: measured up to 6e-4 of the largest logit.
    private const double Tolerance = 2e-3;

    [Theory]
    [InlineData("mobilenet_v3_small", 64)]
    [InlineData("efficientnet_b0", 64)]
    [InlineData("keras_resnet18", 64)]
    [InlineData("shufflenet_v2_x1_0", 64)]
    [InlineData("swin_t", 64)]
    public void A_network_in_float16_gives_nearly_the_same_and_is_half_as_large(string name, int inputPx)
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build(name, inputPx);
        var model = OnnxExport.Convert(network, new() { HeightPx = inputPx, WidthPx = inputPx });
        var bytes = model.ToFloat16().ToBytes();
        Assert.InRange(bytes.Length, 0, 0.55 * model.ToBytes().Length);
        using var session = InferenceSession.Load(bytes);
        Assert.Equal(ElementType.Float32, session.Input.Type);
        Assert.InRange(Parity.Difference(network, session, 2, inputPx, inputPx), 1e-7, Tolerance);
    }

    [Fact]
    public void A_weight_beyond_float16_is_named()
    {
        using var network = new Sequential(new Flatten(), new Linear(48, 1));
        network.StateDict().Single(item => item.Name == "1.bias").Tensor.CopyFrom<float>([70_000f]);
        var model = OnnxExport.Convert(network, new() { HeightPx = 4, WidthPx = 4 });
        Assert.Contains("1.bias has 70000", Assert.Throws<OnnxExportException>(() => model.ToFloat16()).Message, StringComparison.Ordinal);
    }
}
