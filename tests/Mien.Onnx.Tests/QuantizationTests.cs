using System.Text;
using Mien.Inference;

namespace Mien.Onnx.Tests;

public sealed class QuantizationTests
{
    private const int Side = 64;

    // Random weights have no outliers and no redundancy: 8 bits at each of up to 80 layers, measured 0.003 to 0.019 of the largest logit.
    private const double Tolerance = 0.05;

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("efficientnet_b0")]
    [InlineData("squeezenet1_1")]
    [InlineData("shufflenet_v2_x1_0")]
    public void A_network_of_8_bits_gives_nearly_the_same_and_is_a_fraction_as_large(string name)
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build(name, Side);
        var model = OnnxExport.Convert(network, new() { HeightPx = Side, WidthPx = Side });
        var options = new QuantizationOptions { FloatLayers = [model.Layers[0], model.Layers[^1]] };
        var bytes = model.Quantize(options, Ranges(model, options)).ToBytes();
        using var session = InferenceSession.Load(bytes);
        Assert.InRange(Parity.Difference(network, session, 2, Side, Side), 1e-6, Tolerance);
        Assert.InRange(bytes.Length, 0, 0.8 * model.ToBytes().Length);
    }

    [Fact]
    public void The_runtime_makes_layers_of_8_bits_of_the_roundings()
    {
        Parity.RequireRuntime();
        using var network = RandomNetwork.Build("resnet18", Side);
        var model = OnnxExport.Convert(network, new() { HeightPx = Side, WidthPx = Side });
        var options = new QuantizationOptions();
        var path = Path.GetTempFileName();
        try
        {
            PreparedModel.Write(model.Quantize(options, Ranges(model, options)).ToBytes(), path);
            var prepared = Encoding.Latin1.GetString(File.ReadAllBytes(path));
            Assert.All(["QLinearConv", "QLinearAdd", "QGemm", "QLinearGlobalAveragePool"], type => Assert.Contains(type, prepared, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Layers_that_are_kept_and_what_leads_only_to_them_stay_as_they_are()
    {
        using var network = RandomNetwork.Build("resnet18", Side);
        var model = OnnxExport.Convert(network, new() { HeightPx = Side, WidthPx = Side });
        Assert.Equal(21, model.Layers.Length);
        var options = new QuantizationOptions { FloatLayers = [.. model.Layers.Except(["layer1.0.conv2"])] };
        var lines = model.Quantize(options, new Dictionary<string, ValueRange> { ["layer1.0.relu/Relu"] = new(0, 1), ["layer1.0.conv2/Conv"] = new(-1, 1) }).ToString().Split('\n');
        Assert.Equal(2, lines.Count(line => line.Contains(": QuantizeLinear(", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.StartsWith("conv1/Conv: Conv(input, conv1.weight, conv1.bias)", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith(
            "layer1.0.conv2/Conv: Conv(layer1.0.relu/Relu/DequantizeLinear, layer1.0.conv2.weight/DequantizeLinear, layer1.0.conv2.bias/DequantizeLinear)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_without_a_range_is_named()
    {
        using var network = RandomNetwork.Build("squeezenet1_1", Side);
        var model = OnnxExport.Convert(network, new() { HeightPx = Side, WidthPx = Side });
        Assert.Contains("has none", Assert.Throws<ArgumentException>(() => model.Quantize(new(), new Dictionary<string, ValueRange>())).Message, StringComparison.Ordinal);
    }

    /// <summary>The limits of every value that must be known, on two pictures.</summary>
    private static Dictionary<string, ValueRange> Ranges(OnnxModel model, QuantizationOptions options)
    {
        using var session = InferenceSession.Load(model.ToObserve(options, Side, Side).ToBytes());
        var outputs = session.Outputs.Select(output => new float[output.Shape.Aggregate(1L, (product, size) => product * size)].AsMemory()).ToArray();
        var histograms = outputs.Select(_ => new ValueHistogram()).ToArray();
        var pictures = RandomNetwork.Pictures(2, Side, Side);
        foreach (var picture in pictures.Chunk(pictures.Length / 2))
        {
            session.Run(picture, [1, 3, Side, Side], outputs, TestContext.Current.CancellationToken);
            for (var i = 0; i < outputs.Length; i++)
            {
                histograms[i].Widen(outputs[i].Span);
            }
        }

        var ranges = session.Outputs.Zip(histograms).ToDictionary(pair => pair.First.Name, pair => pair.Second.Range(RangeChoice.MinMax));
        ranges["input"] = new(pictures.Min(), pictures.Max());
        return ranges;
    }
}
