using Mien.Onnx.Format;

namespace Mien.Inference.Tests;

/// <summary>Networks in the shapes of published ones, small enough to work out by hand: their numbers are weighted means of the channels.</summary>
internal static class ForeignNetwork
{
    /// <summary>Input names, shapes and outputs of a published network; weights (columns, channels) of the channels' means.</summary>
    public static void Write(string path, string input, object[] shape, (string Name, float[] Weights)[] outputs, bool isNhwc = false, bool endsInSoftmax = false)
    {
        var channels = (long)(isNhwc ? shape[3] : shape[1]);
        List<OnnxNode> nodes = [];
        List<OnnxConstant> constants = [];
        if (isNhwc)
        {
            nodes.Add(new("Transpose", "planes", [input], [("perm", [0L, 3, 1, 2])]));
        }

        nodes.Add(new("GlobalAveragePool", "pool", [isNhwc ? "planes" : input], []));
        nodes.Add(new("Flatten", "means", ["pool"], []));
        foreach (var (name, weights) in outputs)
        {
            constants.Add(OnnxConstant.Of(name + ".weight", weights, weights.Length / channels, channels));
            nodes.Add(new("Gemm", endsInSoftmax ? name + ".scores" : name, ["means", name + ".weight"], [("transB", 1L)]));
            if (endsInSoftmax)
            {
                nodes.Add(new("Softmax", name, [name + ".scores"], [("axis", 1L)]));
            }
        }

        var values = outputs.Select(output => new OnnxValue(output.Name, [shape[0], output.Weights.Length / channels]));
        var graph = new OnnxGraph("foreign", new(input, [.. shape]), [.. values], [.. nodes], [.. constants]);
        File.WriteAllBytes(path, OnnxWriter.ToBytes(graph, new Dictionary<string, string>()));
    }
}
