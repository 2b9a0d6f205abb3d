using System.Collections.Frozen;
using System.Collections.Immutable;
using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>
/// Which values of a graph are rounded to 8 bits, so that a runtime finds every layer of 8 bits between roundings: what goes into it, and what
/// comes out of it and of the limits behind it. Operators that join or pool values of 8 bits on their way to another layer do it in 8 bits, too.
/// </summary>
internal sealed class QuantizationPlan
{
    private static readonly FrozenSet<string> LayerTypes = FrozenSet.Create("Conv", "Gemm");

    // Those whose output begins at the zero of 8 bits: rounding does what they do.
    private static readonly FrozenSet<string> LimitTypes = FrozenSet.Create("Relu", "Clip");

    private static readonly FrozenSet<string> JoiningTypes = FrozenSet.Create("Add", "Mul", "Concat", "AveragePool", "GlobalAveragePool", "Sigmoid");

    private static readonly FrozenSet<string> MovingTypes = FrozenSet.Create("MaxPool", "Flatten", "Reshape", "Transpose");

    private readonly Dictionary<string, OnnxNode> _producers;
    private readonly ILookup<string, OnnxNode> _consumers;
    private readonly HashSet<string> _constants;

    public QuantizationPlan(OnnxGraph graph, ImmutableHashSet<string> floatLayers)
    {
        _producers = graph.Nodes.ToDictionary(node => node.Name);
        _consumers = graph.Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
        _constants = [.. graph.Constants.Select(constant => constant.Name)];
        Layers = LayersOf(graph).Where(node => !floatLayers.Contains(node.Place)).Select(node => node.Name).ToFrozenSet();
        HashSet<string> values = [.. graph.Nodes.Where(node => Layers.Contains(node.Name)).SelectMany(layer => new[] { layer.Inputs[0], Result(layer) })];
        foreach (var node in graph.Nodes.Reverse().Where(node => values.Contains(Result(node))))
        {
            if (MovingTypes.Contains(node.Type))
            {
                values.Add(node.Inputs[0]);
            }
            else if (JoiningTypes.Contains(node.Type) && !node.Inputs.Any(_constants.Contains))
            {
                values.UnionWith(node.Inputs);
            }
        }

        Values = values.ToFrozenSet();
    }

    /// <summary>Names of the layers of 8 bits.</summary>
    public FrozenSet<string> Layers { get; }

    /// <summary>Names of the values that are rounded.</summary>
    public FrozenSet<string> Values { get; }

    /// <summary>Names of the values whose ranges must be known.</summary>
    public IEnumerable<string> Observed => Values.Select(RangeOf).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The layers of a graph that can be computed in 8 bits.</summary>
    public static IEnumerable<OnnxNode> LayersOf(OnnxGraph graph)
    {
        var constants = graph.Constants.Select(constant => constant.Name).ToHashSet();
        return graph.Nodes.Where(node => LayerTypes.Contains(node.Type) && node.Inputs.Skip(1).All(constants.Contains));
    }

    /// <summary>The value whose range a value has: what is only moved keeps its numbers.</summary>
    public string RangeOf(string value) =>
        _producers.TryGetValue(value, out var node) && MovingTypes.Contains(node.Type) && Values.Contains(node.Inputs[0]) ? RangeOf(node.Inputs[0]) : value;

    // The limit behind a node belongs to it if nothing else reads the node.
    private string Result(OnnxNode node) =>
        _consumers[node.Name].ToArray() is [var only] && LimitTypes.Contains(only.Type) && only.Inputs.Skip(1).All(_constants.Contains) ? only.Name : node.Name;
}
