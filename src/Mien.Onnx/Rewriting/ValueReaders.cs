using System.Collections.Immutable;
using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>Activations as the operators of <see cref="BlockedLayout"/> number them; the last two are gates.</summary>
internal enum Activation : long
{
    None = 0,
    Relu = 1,
    Relu6 = 2,
    Silu = 3,
    HardSwish = 4,
    Sigmoid = 5,
    HardSigmoid = 6,
}

/// <summary>Which nodes read which value of a graph, and what they make of it.</summary>
internal sealed class ValueReaders(OnnxGraph graph)
{
    private readonly ILookup<string, OnnxNode> _readers = graph.Nodes.SelectMany(node => node.Inputs.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
    private readonly HashSet<string> _outputs = [.. graph.Outputs.Select(output => output.Name)];
    private readonly Dictionary<string, OnnxConstant> _constants = graph.Constants.ToDictionary(constant => constant.Name);

    /// <summary>A constant by its name; null where the value is none.</summary>
    public OnnxConstant? Constant(string value) => _constants.GetValueOrDefault(value);

    /// <summary>The nodes that read a value, in the order of computing; none where it is an output of the graph, whose readers are unknown.</summary>
    public ImmutableArray<OnnxNode> Of(string value) => _outputs.Contains(value) ? [] : [.. _readers[value]];

    /// <summary>The node that alone reads a value.</summary>
    public OnnxNode? Only(string value) => Of(value) is [var only] ? only : null;

    /// <summary>The activation that alone reads a value, and the value it makes; none and the value itself where there is no such.</summary>
    public (Activation Kind, string Result, ImmutableArray<OnnxNode> Nodes) ActivationOf(string value) => Of(value) switch
    {
        [{ Type: "Relu" } relu] => (Activation.Relu, relu.Name, [relu]),
        [{ Type: "HardSwish" } swish] => (Activation.HardSwish, swish.Name, [swish]),
        [{ Type: "Clip" } clip] when (Number(clip, 1), Number(clip, 2)) is (0, 6) => (Activation.Relu6, clip.Name, [clip]),
        [var gate, { Type: "Mul" } product] when GateOf(gate) is { } kind && Only(gate.Name) == product =>
            (kind == Activation.Sigmoid ? Activation.Silu : Activation.HardSwish, product.Name, [gate, product]),
        _ => (Activation.None, value, []),
    };

    /// <summary>Which gate a node is; null for none.</summary>
    public static Activation? GateOf(OnnxNode node) => node.Type switch
    {
        "Sigmoid" => Activation.Sigmoid,
        "HardSigmoid" when (node.Setting<float>("alpha"), node.Setting<float>("beta")) is (1 / 6f, 0.5f) => Activation.HardSigmoid,
        _ => null,
    };

    private float? Number(OnnxNode node, int input) => node.Inputs.Length > input && Constant(node.Inputs[input])?.ToFloats() is [var number] ? number : null;
}
