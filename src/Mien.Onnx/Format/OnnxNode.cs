using System.Collections.Immutable;
using System.Globalization;

namespace Mien.Onnx.Format;

/// <summary>An attribute of a node.</summary>
/// <param name="Name">As in the operator's definition.</param>
/// <param name="Value">A long, float or long[].</param>
internal readonly record struct OnnxAttribute(string Name, object Value)
{
    public override string ToString() => $"{Name}={(Value is long[] list ? string.Join(',', list) : Convert.ToString(Value, CultureInfo.InvariantCulture))}";

    public static implicit operator OnnxAttribute((string Name, long Value) pair) => new(pair.Name, pair.Value);

    public static implicit operator OnnxAttribute((string Name, float Value) pair) => new(pair.Name, pair.Value);

    public static implicit operator OnnxAttribute((string Name, long[] Value) pair) => new(pair.Name, pair.Value);
}

/// <summary>An operator in the graph; its one output has its name.</summary>
/// <param name="Type">Operator of ONNX, such as "Conv".</param>
/// <param name="Name">Module path and type, unique: "layer1.0.conv1/Conv".</param>
/// <param name="Inputs">Names of values.</param>
/// <param name="Attributes">Settings.</param>
internal sealed record OnnxNode(string Type, string Name, ImmutableArray<string> Inputs, ImmutableArray<OnnxAttribute> Attributes)
{
    /// <summary>The operator's set; empty for those of ONNX itself.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Path of the module that the node computes a part of: "layer1.0.conv1".</summary>
    public string Place => Name.LastIndexOf('/') is >= 0 and var end ? Name[..end] : "";

    /// <summary>Of a convolution: whether its kernel is 1x1 and every place gives one.</summary>
    public bool IsPointwise => (Setting<long[]>("kernel_shape"), Setting<long[]>("strides"), Setting<long[]>("pads")) is ([1, 1], [1, 1], [0, 0, 0, 0]);

    /// <summary>A setting of this node; null or 0 where it has none of the name.</summary>
    public T? Setting<T>(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name).Value is T value ? value : default;

    /// <summary>The same node with other inputs.</summary>
    public OnnxNode Reading(Func<string, string> input) => this with { Inputs = [.. Inputs.Select(input)] };

    /// <summary>Everything that the node is, in one line; equal nodes have equal lines.</summary>
    public override string ToString() => $"{Name}: {(Domain.Length == 0 ? "" : Domain + ".")}{Type}({string.Join(", ", Inputs)}) {string.Join(' ', Attributes)}".TrimEnd();
}
