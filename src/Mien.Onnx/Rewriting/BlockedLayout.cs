using System.Collections.Immutable;
using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>
/// Rewrites a network of convolutions, activations, sums, and squeeze and excitation into operators of Mien's own, which compute in blocks of
/// 16 channels, (N, blocks, H, W, 16), with all that follows a convolution in the same pass. Behind its global mean the graph stays as it is.
/// </summary>
/// <remarks>All or nothing: a node before the mean that does not fit leaves the whole network to ONNX Runtime's own layouts.</remarks>
internal sealed class BlockedLayout
{
    /// <summary>The set of the operators.</summary>
    public const string Domain = "mien";

    private readonly OnnxGraph _graph;
    private readonly ValueReaders _readers;
    private readonly bool _inBfloat16;

    // Values in blocks and their channels; and those that are a value in blocks times a number for each channel, which is left to their reader.
    private readonly Dictionary<string, long> _channels = [];
    private readonly Dictionary<string, (string Map, string Scale)> _scaled = [];

    private readonly HashSet<OnnxNode> _taken = new(ReferenceEqualityComparer.Instance);
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, OnnxConstant> _weights = [];

    private BlockedLayout(OnnxGraph graph, bool inBfloat16) => (_graph, _readers, _inBfloat16) = (graph, new(graph), inBfloat16);

    /// <summary>
    /// The rewritten graph; null where a node before the mean does not fit, or where it gains nothing: float32 without a convolution by channel, which ONNX Runtime
    /// computes as fast.
    /// </summary>
    public static OnnxGraph? TryRewrite(OnnxGraph graph, bool inBfloat16)
    {
        var layout = new BlockedLayout(graph, inBfloat16);
        return graph.Nodes.All(layout.TryTake) && layout._nodes.Any(node => node.Type == "DepthwiseConvolution" || (inBfloat16 && node.Type == "GlobalMean")) && !graph.Outputs.Any(output => layout.IsMap(output.Name))
            ? ExpansionFusion.Run((graph with { Nodes = [.. layout._nodes], Constants = [.. graph.Constants, .. layout._weights.Values] }).WithoutDeadParts())
            : null;
    }

    private bool IsMap(string value) => value == _graph.Input.Name || _channels.ContainsKey(value) || _scaled.ContainsKey(value);

    private bool TryTake(OnnxNode node) => _taken.Contains(node) || node switch
    {
        _ when !node.Inputs.Any(IsMap) => Keep(node),
        { Type: "Conv" } => TryConvolution(node),
        { Type: "GlobalAveragePool" } => TryMean(node),
        { Type: "ReduceMean" } when node.Setting<long[]>("axes") is [2, 3] or [-2, -1] or [-1, -2] && node.Setting<long>("keepdims") == 1 => TryMean(node),
        { Type: "Add" } => TrySum(node),
        { Type: "MaxPool" } => TryPool(node),
        _ => false,
    };

    private bool Keep(OnnxNode node)
    {
        _nodes.Add(node);
        return true;
    }

    private bool TryPool(OnnxNode node)
    {
        if (!_channels.TryGetValue(node.Inputs[0], out var channels) || node.Setting<long>("ceil_mode") != 0)
        {
            return false;
        }

        _channels.Add(node.Name, channels);
        _nodes.Add(new("MaxPool", node.Name, node.Inputs, [.. node.Attributes.Where(attribute => attribute.Name != "ceil_mode")]) { Domain = Domain });
        return true;
    }

    // A sum that no convolution takes along: element by element, which is the same in blocks, and zeros stay zeros.
    private bool TrySum(OnnxNode node)
    {
        if (!_channels.TryGetValue(node.Inputs[0], out var channels) || _channels.GetValueOrDefault(node.Inputs[1]) != channels)
        {
            return false;
        }

        _channels.Add(node.Name, channels);
        return Keep(node);
    }

    private bool TryConvolution(OnnxNode node)
    {
        var input = _scaled.TryGetValue(node.Inputs[0], out var scaled) ? scaled.Map : node.Inputs[0];
        var isBlocked = _channels.TryGetValue(input, out var channels);
        channels = isBlocked ? channels : (long)_graph.Input.Shape[1];
        if (_readers.Constant(node.Inputs[1]) is not { Shape: [var outputs, var each, var height, var width] } weight
            || !node.Inputs.Skip(1).All(IsConstant) || node.Setting<long[]>("dilations") is not [1, 1] || (scaled.Scale is not null && !node.IsPointwise))
        {
            return false;
        }

        var bias = BlockedWeights.Bias(_readers.Constant(node.Inputs.ElementAtOrDefault(2) ?? ""), node, outputs);
        ImmutableArray<OnnxAttribute> settings = [("kernel_shape", [height, width]), ("strides", node.Setting<long[]>("strides")!), ("pads", node.Setting<long[]>("pads")!)];
        switch (node.Setting<long>("group"))
        {
            case 1 when each == channels:
                var weights = _inBfloat16 && isBlocked ? BlockedWeights.Pairs(weight) : BlockedWeights.Dense(weight);
                AddDense(node, outputs, [input, Use(weights), Use(bias), scaled.Scale ?? ""], [("channels", channels), .. settings]);
                return true;
            case var groups when isBlocked && groups == channels && groups == outputs && each == 1 && scaled.Scale is null && node.Setting<long[]>("strides") is [_, <= 2]:
                Add("DepthwiseConvolution", _readers.ActivationOf(node.Name), outputs, [input, Use(BlockedWeights.Depthwise(weight)), Use(bias)], settings);
                return true;
            default:
                return false;
        }
    }

    // With the sum that alone reads it, where the other operand is there already.
    private void AddDense(OnnxNode node, long outputs, ImmutableArray<string> inputs, ImmutableArray<OnnxAttribute> settings)
    {
        var sum = _readers.Only(node.Name) is { Type: "Add" } only ? only : null;
        var residual = sum?.Inputs.FirstOrDefault(operand => operand != node.Name && _channels.GetValueOrDefault(operand) == outputs);
        if (residual is not null)
        {
            _taken.Add(sum!);
            inputs = inputs.Add(residual);
        }

        inputs = inputs[^1].Length > 0 ? inputs : inputs[..^1];
        Add("Convolution", _readers.ActivationOf(residual is null ? node.Name : sum!.Name), outputs, inputs, settings);
    }

    private void Add(
        string type, (Activation Kind, string Result, ImmutableArray<OnnxNode> Nodes) activation, long outputs, ImmutableArray<string> inputs, ImmutableArray<OnnxAttribute> settings)
    {
        _taken.UnionWith(activation.Nodes);
        _channels[activation.Result] = outputs;
        _nodes.Add(new(type, activation.Result, inputs, [.. settings, ("activation", (long)activation.Kind)]) { Domain = Domain });
    }

    private bool TryMean(OnnxNode node)
    {
        if (!_channels.TryGetValue(node.Inputs[0], out var channels))
        {
            return false;
        }

        if (!TryExcitation(node))
        {
            _nodes.Add(new("GlobalMean", node.Name, node.Inputs, [("channels", channels)]) { Domain = Domain });
        }

        return true;
    }

    // Mean, layer, activation, layer, gate, product with the map: each read by the next alone.
    private bool TryExcitation(OnnxNode mean)
    {
        if (_readers.Only(mean.Name) is not { Type: "Conv" } squeeze || !IsLayer(squeeze))
        {
            return false;
        }

        // A scale that is the same for all channels is none for each.
        var activation = _readers.ActivationOf(squeeze.Name);
        if (_readers.Only(activation.Result) is not { Type: "Conv" } excitation || !IsLayer(excitation)
            || _readers.Constant(excitation.Inputs[1])!.Shape[0] != _channels[mean.Inputs[0]]
            || _readers.Only(excitation.Name) is not { } gate || ValueReaders.GateOf(gate) is not { } kind
            || _readers.Only(gate.Name) is not { Type: "Mul" } product || !product.Inputs.Contains(mean.Inputs[0]))
        {
            return false;
        }

        var (map, weight1, weight2) = (mean.Inputs[0], _readers.Constant(squeeze.Inputs[1])!, _readers.Constant(excitation.Inputs[1])!);
        var bias2 = BlockedWeights.Bias(_readers.Constant(excitation.Inputs[2]), excitation, weight2.Shape[0]);
        _taken.UnionWith([squeeze, .. activation.Nodes, excitation, gate, product]);
        _scaled.Add(product.Name, (map, gate.Name));
        _nodes.Add(new(
            "SqueezeExcitation", gate.Name, [map, Use(BlockedWeights.Squeeze(weight1)), squeeze.Inputs[2], Use(BlockedWeights.Excitation(weight2)), Use(bias2)],
            [("activation", (long)activation.Kind), ("gate", (long)kind)]) { Domain = Domain });
        return true;
    }

    private bool IsLayer(OnnxNode node) =>
        node.IsPointwise && node.Setting<long>("group") == 1 && node.Inputs is [_, var weight, var bias] && IsConstant(weight) && IsConstant(bias);

    private bool IsConstant(string value) => _readers.Constant(value) is not null;

    private string Use(OnnxConstant constant)
    {
        _weights.TryAdd(constant.Name, constant);
        return constant.Name;
    }
}
