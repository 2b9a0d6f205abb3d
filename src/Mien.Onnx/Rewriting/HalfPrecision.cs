using System.Collections.Frozen;
using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>
/// Makes a graph compute in float16 between an input and outputs that stay float32. Operators whose inner values grow beyond what goes in
/// and out of them stay in float32, as float16 ends at 65504.
/// </summary>
internal sealed class HalfPrecision
{
    private static readonly FrozenSet<string> Float32Types = FrozenSet.Create("Exp", "Pow", "Softmax", "LayerNormalization", "ReduceMean");

    private readonly Dictionary<string, int> _types = [];
    private readonly Dictionary<string, OnnxConstant> _constants;
    private readonly Dictionary<string, OnnxConstant> _halves = [];
    private readonly List<OnnxNode> _nodes = [];

    private HalfPrecision(OnnxGraph graph)
    {
        _constants = graph.Constants.ToDictionary(constant => constant.Name);
        foreach (var constant in graph.Constants)
        {
            _types[constant.Name] = constant.DataType;
        }

        _types[graph.Input.Name] = OnnxType.Float;
    }

    /// <exception cref="OnnxExportException">A weight is beyond float16.</exception>
    public static OnnxGraph Convert(OnnxGraph graph)
    {
        var converted = new HalfPrecision(graph);
        var outputs = graph.Outputs.Select(output => output.Name).ToHashSet();
        foreach (var node in graph.Nodes)
        {
            converted.Add(node, isFloat32: Float32Types.Contains(node.Type) || outputs.Contains(node.Name));
        }

        return (graph with { Nodes = [.. converted._nodes], Constants = [.. graph.Constants, .. converted._halves.Values] }).WithoutDeadParts();
    }

    private void Add(OnnxNode node, bool isFloat32)
    {
        var wanted = isFloat32 ? OnnxType.Float : OnnxType.Float16;
        var converted = node.Type == "Shape" ? node : node.Reading(name => As(wanted, name));
        _types[node.Name] = node.Type == "Shape" ? OnnxType.Int64 : _types[converted.Inputs[0]]; // of what is computed with: indices and shapes come later
        _nodes.Add(converted);
    }

    // Whole numbers stay as they are.
    private string As(int type, string name)
    {
        if (_types[name] == type || _types[name] == OnnxType.Int64)
        {
            return name;
        }

        var other = $"{name}/{(type == OnnxType.Float16 ? "float16" : "float32")}";
        if (_types.TryAdd(other, type))
        {
            if (_constants.TryGetValue(name, out var constant))
            {
                _halves.Add(other, Half(constant, other));
            }
            else
            {
                _nodes.Add(new("Cast", other, [name], [("to", (long)type)]));
            }
        }

        return other;
    }

    private static OnnxConstant Half(OnnxConstant constant, string name)
    {
        var values = constant.ToFloats();
        var halves = Array.ConvertAll(values, value => (Half)value);
        var outside = Array.FindIndex(halves, System.Half.IsInfinity);
        return outside < 0 || float.IsInfinity(values[outside])
            ? OnnxConstant.Of(name, halves, constant.Shape.AsSpan())
            : throw new OnnxExportException($"Expected weights that float16 can hold, up to {System.Half.MaxValue}, but {constant.Name} has {values[outside]}. Export it in float32.");
    }
}
