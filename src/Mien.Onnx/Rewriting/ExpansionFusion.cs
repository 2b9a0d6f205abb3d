using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>
/// Takes a convolution 1x1 into the convolution by channel that alone reads it: what the first makes, often the largest maps of a network, stays in the
/// cache.
/// </summary>
internal static class ExpansionFusion
{
    /// <summary>A graph of <see cref="BlockedLayout"/> with such pairs in one node.</summary>
    public static OnnxGraph Run(OnnxGraph graph)
    {
        var readers = new ValueReaders(graph);
        var expansions = graph.Nodes.Where(node => IsPlainPointwise(node) && node.Inputs[0] != graph.Input.Name && readers.Only(node.Name) is { Type: "DepthwiseConvolution" })
            .ToDictionary(node => node.Name);
        return graph with
        {
            Nodes = [.. graph.Nodes.Where(node => !expansions.ContainsKey(node.Name)).Select(node => expansions.TryGetValue(node.Inputs[0], out var expansion) ? Join(expansion, node) : node)],
        };
    }

    // Without a scale before it or a sum behind it.
    private static bool IsPlainPointwise(OnnxNode node) => node is { Type: "Convolution", Inputs.Length: 3 } && node.IsPointwise;

    private static OnnxNode Join(OnnxNode expansion, OnnxNode depthwise) => depthwise with
    {
        Inputs = [expansion.Inputs[0], .. depthwise.Inputs[1..], .. expansion.Inputs[1..]],
        Attributes = [.. depthwise.Attributes, ("channels", expansion.Setting<long>("channels")), ("expansion_activation", expansion.Setting<long>("activation"))],
    };
}
