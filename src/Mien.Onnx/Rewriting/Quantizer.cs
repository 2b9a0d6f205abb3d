using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>
/// Rounds values and weights of a graph to 8 bits, each by a pair QuantizeLinear and DequantizeLinear, from which runtimes make layers that compute in 8 bits.
/// </summary>
/// <remarks>Values are uint8 and weights int8, which is what VNNI multiplies: with int8 for both, ResNet-18 takes ONNX Runtime 1.8 times as long.</remarks>
/// <param name="graph">In float32.</param>
/// <param name="plan">Of this graph.</param>
/// <param name="ranges">Of the values that the plan observes.</param>
internal sealed class Quantizer(OnnxGraph graph, QuantizationPlan plan, IReadOnlyDictionary<string, ValueRange> ranges)
{
    private const float UnsignedLevels = 255, SignedLevels = 127;

    // A bias is a sum of products; half of int32 leaves room for the others.
    private const float LargestBias = 1 << 30;

    private readonly Dictionary<string, OnnxConstant> _weights = graph.Constants.ToDictionary(constant => constant.Name);
    private readonly Dictionary<string, OnnxConstant> _constants = [];
    private readonly List<OnnxNode> _nodes = [];

    public OnnxGraph Run()
    {
        Round(graph.Input.Name);
        foreach (var node in graph.Nodes)
        {
            var rounded = node.Reading(Rounded);
            _nodes.Add(plan.Layers.Contains(node.Name) ? WithRoundedWeights(node, rounded) : rounded);
            Round(node.Name);
        }

        return (graph with { Nodes = [.. _nodes], Constants = [.. graph.Constants, .. _constants.Values] }).WithoutDeadParts();
    }

    private string Rounded(string value) => plan.Values.Contains(value) ? $"{value}/DequantizeLinear" : value;

    private void Round(string value)
    {
        if (!plan.Values.Contains(value))
        {
            return;
        }

        var (scale, zero) = Parameters(plan.RangeOf(value));
        _nodes.Add(new("QuantizeLinear", $"{value}/QuantizeLinear", [value, scale, zero], []));
        _nodes.Add(new("DequantizeLinear", Rounded(value), [$"{value}/QuantizeLinear", scale, zero], []));
    }

    private (string Scale, string Zero) Parameters(string value)
    {
        var scale = Scale(value);
        var zero = (byte)MathF.Round(-ranges[value].Low / scale);
        return (Use(OnnxConstant.Of($"{value}/scale", [scale])), Use(OnnxConstant.Of($"{value}/zero", [zero])));
    }

    private float Scale(string value) => ranges[value] is var range && range.High > range.Low ? (range.High - range.Low) / UnsignedLevels : 1;

    private OnnxNode WithRoundedWeights(OnnxNode layer, OnnxNode rounded)
    {
        var weights = _weights[layer.Inputs[1]];
        var bias = layer.Inputs.Length > 2 ? _weights[layer.Inputs[2]].ToFloats() : [];
        var inputScale = Scale(plan.RangeOf(layer.Inputs[0]));
        var values = weights.ToFloats();
        var channels = (int)weights.Shape[0];
        var scales = new float[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            var largest = values.AsSpan(channel * (values.Length / channels), values.Length / channels).ToArray().Max(MathF.Abs);
            var needed = bias.Length == 0 ? 0 : MathF.Abs(bias[channel]) / (inputScale * LargestBias);
            scales[channel] = Math.Max(largest / SignedLevels, needed) is > 0 and var scale ? scale : 1;
        }

        string[] inputs = [rounded.Inputs[0], Weights(weights, values, scales), .. bias.Length == 0 ? [] : new[] { Bias(layer.Inputs[2], bias, scales, inputScale) }];
        return rounded with { Inputs = [.. inputs] };
    }

    private string Weights(OnnxConstant weights, float[] values, float[] scales)
    {
        var each = values.Length / scales.Length;
        var rounded = new sbyte[values.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (sbyte)MathF.Round(values[i] / scales[i / each]);
        }

        return Dequantize(weights.Name, OnnxConstant.Of($"{weights.Name}/int8", rounded, weights.Shape.AsSpan()), scales, OnnxConstant.Of($"{weights.Name}/zero", new sbyte[scales.Length], scales.Length));
    }

    private string Bias(string name, float[] bias, float[] scales, float inputScale)
    {
        var products = Array.ConvertAll(scales, scale => scale * inputScale);
        int[] rounded = [.. bias.Zip(products, (value, scale) => (int)MathF.Round(value / scale))];
        return Dequantize(name, OnnxConstant.Of($"{name}/int32", rounded, rounded.Length), products, OnnxConstant.Of($"{name}/zero", new int[scales.Length], scales.Length));
    }

    private string Dequantize(string name, OnnxConstant values, float[] scales, OnnxConstant zeros)
    {
        var output = $"{name}/DequantizeLinear";
        _nodes.Add(new(
            "DequantizeLinear", output, [Use(values), Use(OnnxConstant.Of($"{name}/scale", scales, scales.Length)), Use(zeros)], [("axis", 0L)]));
        return output;
    }

    private string Use(OnnxConstant constant)
    {
        _constants.TryAdd(constant.Name, constant);
        return constant.Name;
    }
}
