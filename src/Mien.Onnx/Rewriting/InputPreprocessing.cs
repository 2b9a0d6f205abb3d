using System.Collections.Immutable;
using Mien.Core;
using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>
/// Puts what <see cref="Preprocessing"/> does to a picture of the right size in front of a network, in the order and the arithmetic of
/// <c>PixelTensor</c>, so that the values are the same to the last bit.
/// </summary>
internal sealed class InputPreprocessing(Preprocessing preprocessing)
{
    private const string Place = "preprocessing";

    // BT.601 in OpenCV's fixed point, 15 bits with a half to round. Sums stay below 2^24, so float32 holds them exactly.
    private static readonly float[] GreyWeights = [9798, 19235, 3735];
    private const float GreyHalf = 16384, GreyScale = 1 / 32768f;

    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxConstant> _constants = [];

    /// <summary>The graph that takes bytes (N, H, W, 3), red first.</summary>
    public static OnnxGraph Prepend(OnnxGraph graph, Preprocessing preprocessing)
    {
        var part = new InputPreprocessing(preprocessing);
        var network = part.Build();
        return graph with
        {
            Input = new(OnnxExport.PixelsInput, [graph.Input.Shape[0], graph.Input.Shape[2], graph.Input.Shape[3], 3L], OnnxType.UInt8),
            Nodes = [.. part._nodes, .. graph.Nodes.Select(node => node.Reading(name => name == graph.Input.Name ? network : name))],
            Constants = [.. part._constants, .. graph.Constants],
        };
    }

    private string Build()
    {
        var scaling = preprocessing.Scaling;
        var planes = Add("Transpose", OnnxExport.PixelsInput, ("perm", [0, 3, 1, 2]));
        if (preprocessing.Channels == 1)
        {
            return Scale(Grey(Add("Cast", planes, ("to", OnnxType.Float))), scaling);
        }

        if (scaling.IsBgr)
        {
            planes = Add("Gather", planes, Constant("blue_first", [2L, 1, 0], 3), ("axis", 1));
            scaling = scaling with { Mean = [.. scaling.Mean.Reverse()], Deviation = [.. scaling.Deviation.Reverse()] };
        }

        return Scale(Add("Cast", planes, ("to", OnnxType.Float)), scaling);
    }

    private string Grey(string planes)
    {
        _nodes.Add(new("Conv", $"{Place}/grey", [planes, Constant("grey_weights", GreyWeights, 1, 3, 1, 1), Constant("grey_half", [GreyHalf], 1)], []));
        return Add("Floor", Add("Mul", $"{Place}/grey", Constant("grey_scale", [GreyScale])));
    }

    private string Scale(string planes, PixelScaling scaling)
    {
        planes = scaling.Divisor == 1 ? planes : Add("Div", planes, Constant("divisor", [scaling.Divisor]));
        planes = scaling.Mean.All(mean => mean == 0) ? planes : Add("Sub", planes, PerChannel("mean", scaling.Mean));
        return scaling.Deviation.All(deviation => deviation == 1) ? planes : Add("Div", planes, PerChannel("deviation", scaling.Deviation));
    }

    private string PerChannel(string name, ImmutableArray<float> values) => Constant<float>(name, [.. values], values.Length, 1, 1);

    private string Constant<T>(string name, T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var constant = OnnxConstant.Of($"{Place}/{name}", values, shape);
        _constants.Add(constant);
        return constant.Name;
    }

    private string Add(string type, string input, params ReadOnlySpan<OnnxAttribute> attributes) => Add(type, [input], attributes);

    private string Add(string type, string input, string constant, params ReadOnlySpan<OnnxAttribute> attributes) => Add(type, [input, constant], attributes);

    private string Add(string type, string[] inputs, ReadOnlySpan<OnnxAttribute> attributes)
    {
        var name = $"{Place}/{type}";
        name = _nodes.Any(node => node.Name == name) ? name + "_2" : name; // the second division
        _nodes.Add(new(type, name, [.. inputs], [.. attributes]));
        return name;
    }
}
