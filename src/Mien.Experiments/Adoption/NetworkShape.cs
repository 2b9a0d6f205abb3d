using System.Collections.Immutable;
using Mien.Inference;

namespace Mien.Experiments;

/// <summary>What the file of a network says of itself.</summary>
/// <param name="Input">Its input.</param>
/// <param name="Outputs">Its outputs.</param>
internal sealed record NetworkShape(TensorInfo Input, ImmutableArray<TensorInfo> Outputs)
{
    /// <summary><c>nchw</c> or <c>nhwc</c>, by the place of the channels; null where both or neither would do.</summary>
    public string? Layout => Input.Shape.Length != 4 ? null : (IsChannels(Input.Shape[1]), IsChannels(Input.Shape[3])) switch
    {
        (true, false) => "nchw",
        (false, true) => "nhwc",
        _ => null,
    };

    /// <summary>Number of channels; 3 where it is open.</summary>
    public long Channels => Layout switch { "nchw" => Input.Shape[1], "nhwc" => Input.Shape[3], _ => 3 };

    /// <summary>Height in pixels; null where it is open.</summary>
    public long? HeightPx => Side(Layout == "nhwc" ? 1 : 2);

    /// <summary>Width in pixels; null where it is open.</summary>
    public long? WidthPx => Side(Layout == "nhwc" ? 2 : 3);

    /// <summary>The names of the outputs.</summary>
    public ImmutableArray<string> OutputNames => [.. Outputs.Select(output => output.Name)];

    /// <summary>Columns of an output; null where they are open.</summary>
    public static long? ColumnCount(TensorInfo output) =>
        output.Shape.Skip(1).Aggregate((long?)1, (product, size) => size < 0 ? null : product * size) is { } count && output.Shape.Length > 1 ? count : null;

    /// <summary>Input and outputs, for a user to read.</summary>
    public override string ToString() => $"input {Text(Input)}; output{(Outputs.Length == 1 ? "" : "s")} {string.Join(", ", Outputs.Select(Text))}";

    private static string Text(TensorInfo info) => $"'{info.Name}' ({string.Join(", ", info.Shape.Select(size => size < 0 ? "any" : $"{size}"))})";

    private static bool IsChannels(long size) => size is 1 or 3;

    private long? Side(int axis) => Input.Shape.Length == 4 && Input.Shape[axis] > 0 ? Input.Shape[axis] : null;
}
