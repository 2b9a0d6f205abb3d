using Mien.Inference;
using Mien.Torch;

namespace Mien.Onnx.Tests;

public sealed class OnnxExportTests
{
    // Sums in another order: measured up to 3e-6.
    private const double Tolerance = 1e-4;

    // One of each family, at sizes that they take and that keep the test fast.
    [Theory]
    [InlineData("resnet18", 64)]
    [InlineData("keras_resnet18", 64)]
    [InlineData("squeezenet1_1", 64)]
    [InlineData("mobilenet_v2", 64)]
    [InlineData("mobilenet_v3_small", 64)]
    [InlineData("efficientnet_b0", 64)]
    [InlineData("googlenet_transform_input", 64)]
    [InlineData("densenet121", 64)]
    [InlineData("convnext_tiny", 64)]
    [InlineData("regnet_y_400mf", 64)]
    [InlineData("shufflenet_v2_x1_0", 64)]
    [InlineData("swin_t", 100)]
    [InlineData("vit_b_16", 224)]
    [InlineData("talha_net", 100)]
    [InlineData("affect_mobilenet", 64)]
    [InlineData("fercnn4", 48)]
    public void An_exported_network_gives_the_same_for_any_number_of_pictures(string name, int inputPx)
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build(name, inputPx);
        using var session = InferenceSession.Load(OnnxExport.Convert(network, new() { HeightPx = inputPx, WidthPx = inputPx }).ToBytes());
        Assert.InRange(Parity.Difference(network, session, 1, inputPx, inputPx), 0, Tolerance);
        Assert.InRange(Parity.Difference(network, session, 3, inputPx, inputPx), 0, Tolerance);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v3_small")]
    public void A_network_of_convolutions_takes_pictures_of_any_size(string name)
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build(name, 64);
        using var session = InferenceSession.Load(OnnxExport.Convert(network, new() { HeightPx = 64, WidthPx = 64, AnySize = true }).ToBytes());
        Assert.InRange(Parity.Difference(network, session, 2, 97, 50), 0, Tolerance);
    }

    // Borders that depend on the size, positions, windows, shuffled maps.
    [Theory]
    [InlineData("keras_resnet18", 64)]
    [InlineData("swin_t", 64)]
    [InlineData("shufflenet_v2_x1_0", 64)]
    public void A_network_that_computes_otherwise_at_another_size_says_so(string name, int inputPx)
    {
        using var network = RandomNetwork.Build(name, inputPx);
        var e = Assert.Throws<Core.ConfigException>(() => OnnxExport.Convert(network, new() { HeightPx = inputPx, WidthPx = inputPx, AnySize = true }));
        Assert.StartsWith("Expected a network that takes pictures of any size", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Norms_are_folded_and_nodes_are_named_after_their_modules()
    {
        using var network = RandomNetwork.Build("resnet18", 64);
        var model = OnnxExport.Convert(network, new() { HeightPx = 64, WidthPx = 64 });
        Assert.DoesNotContain("BatchNormalization", model.Operators);
        Assert.Contains("\nlayer1.0.conv1/Conv: Conv(maxpool/MaxPool, layer1.0.conv1.weight, layer1.0.conv1.bias) ", model.ToString(), StringComparison.Ordinal);
        Assert.Equal(20 + 17 + 8 + 1 + 1 + 1 + 1 + 1, model.Operators.Length); // convolutions, ReLUs, sums, two pools, flatten, the last layer, the name
    }

    [Fact]
    public void An_operator_without_a_converter_is_named_with_its_module()
    {
        using var network = new Sequential(new Relu(), new Sequential(new Logarithm()));
        var e = Assert.Throws<OnnxExportException>(() => OnnxExport.Convert(network, new() { HeightPx = 4, WidthPx = 4 }));
        Assert.Equal("Expected operators that can be exported but '1.0' calls aten::log, which has no converter to ONNX.", e.Message);
    }

    [Fact]
    public void A_tensor_that_was_changed_through_a_view_is_not_exported_as_it_was()
    {
        using var network = new ChangedThroughView();
        Assert.Contains("changed in place", Assert.Throws<OnnxExportException>(() => OnnxExport.Convert(network, new() { HeightPx = 4, WidthPx = 4 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_become_probabilities_and_regression_comes_in_the_order_of_its_name()
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build("talha_net", 80);
        using var session = InferenceSession.Load(OnnxExport.Convert(network, new() { HeightPx = 80, WidthPx = 80, ClassCount = 8 }).ToBytes());
        Assert.Equal(["expression", "valence_arousal"], session.Outputs.Select(output => output.Name));
        var (pixels, probabilities, regression) = (RandomNetwork.Pictures(1, 80, 80), new float[8], new float[2]);
        session.Run(pixels, [1, 3, 80, 80], [probabilities, regression], TestContext.Current.CancellationToken);
        using var scope = TensorScope.Begin();
        var raw = network.Forward(Tensor.From(pixels, 1, 3, 80, 80));
        Assert.All(raw.Narrow(1, 0, 8).Softmax(1).ToArray<float>().Zip(probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        var (arousal, valence) = (raw.ToArray<float>()[8], raw.ToArray<float>()[9]);
        Assert.Equal(valence, regression[0], 1e-5f);
        Assert.Equal(arousal, regression[1], 1e-5f);
    }

    [Fact]
    public void Weights_that_do_not_fit_in_go_beside_the_model()
    {
        Parity.RequireRuntime();
        var folder = Directory.CreateTempSubdirectory("mien-test-").FullName;
        try
        {
            var path = Path.Combine(folder, "net.onnx");
            using var network = RandomNetwork.Build("shufflenet_v2_x1_0", 64);
            OnnxExport.Convert(network, new() { HeightPx = 64, WidthPx = 64 }).Save(path, mostInlineBytes: 0);
            Assert.InRange(new FileInfo(path).Length, 1, 1 << 20);
            using var session = InferenceSession.Load(path);
            Assert.InRange(Parity.Difference(network, session, 1, 64, 64), 0, Tolerance);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Texts_travel_with_the_model()
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build("squeezenet1_1", 64);
        var texts = new Dictionary<string, string> { ["labels"] = "[\"neutral\",\"joie\",\"悲しみ\"]", ["empty"] = "" };
        using var session = InferenceSession.Load(OnnxExport.Convert(network, new() { HeightPx = 64, WidthPx = 64, Metadata = texts }).ToBytes());
        Assert.Equal(texts, session.Metadata);
    }

    private sealed class Logarithm : Module
    {
        protected override Tensor Compute(Tensor input) => input.Log();
    }

    private sealed class ChangedThroughView : Module
    {
        protected override Tensor Compute(Tensor input)
        {
            var doubled = input * 2;
            doubled.Narrow(1, 0, 1).ReluInPlace();
            return doubled.Flatten(1);
        }
    }
}
