using System.Collections.Immutable;

namespace Mien.Onnx.Format;

/// <summary>An input or output of the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Sizes as numbers, or names where they are open; default where the reader shall infer them.</param>
/// <param name="DataType">As <see cref="OnnxType"/> numbers them.</param>
internal sealed record OnnxValue(string Name, ImmutableArray<object> Shape, int DataType = OnnxType.Float);

/// <summary>A graph that is complete: nodes in the order of computing.</summary>
internal sealed record OnnxGraph(
    string Name, OnnxValue Input, ImmutableArray<OnnxValue> Outputs, ImmutableArray<OnnxNode> Nodes, ImmutableArray<OnnxConstant> Constants)
{
    /// <summary>The graph without nodes and constants that no output needs.</summary>
    public OnnxGraph WithoutDeadParts()
    {
        var needed = Outputs.Select(output => output.Name).ToHashSet();
        foreach (var node in Nodes.Reverse().Where(node => needed.Contains(node.Name)))
        {
            needed.UnionWith(node.Inputs);
        }

        return this with
        {
            Nodes = [.. Nodes.Where(node => needed.Contains(node.Name))],
            Constants = [.. Constants.Where(constant => needed.Contains(constant.Name))],
        };
    }

    /// <summary>The first line in which two graphs differ; null where they are equal but for the sizes of inputs and outputs.</summary>
    public string? FirstDifference(OnnxGraph other)
    {
        var (mine, theirs) = (Lines().ToArray(), other.Lines().ToArray());
        return mine.Zip(theirs).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First} | {pair.Second}").FirstOrDefault()
            ?? (mine.Length == theirs.Length ? null : $"{mine.Length} nodes and constants | {theirs.Length}");
    }

    private IEnumerable<string> Lines() => Nodes.Select(node => node.ToString()).Concat(Constants.Select(constant => constant.ToString()));
}
