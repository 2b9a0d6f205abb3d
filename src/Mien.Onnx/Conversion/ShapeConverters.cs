using Mien.Torch;

namespace Mien.Onnx.Conversion;

/// <summary>Views and rearrangements. A first size equal to the number of pictures of the trace stands for any number.</summary>
internal static class ShapeConverters
{
    public static string Concat(OperatorCall call, GraphBuilder graph) => graph.Add(
        "Concat", call.Inputs.Select(graph.Value), ("axis", (long)call.Dimension(1, of: call.Output)));

    public static string Reshape(OperatorCall call, GraphBuilder graph) => Reshape(call.Tensor(0), call.Integers(1), graph);

    public static string Flatten(OperatorCall call, GraphBuilder graph)
    {
        var input = call.Tensor(0);
        var (from, to) = (call.Dimension(1), call.Dimension(2, -1));
        return from == 1 && to == input.Rank - 1
            ? graph.Add("Flatten", [graph.Value(input)], ("axis", 1L))
            : Reshape(input, [.. input.Shape[..from], -1, .. input.Shape[(to + 1)..]], graph);
    }

    public static string Permute(OperatorCall call, GraphBuilder graph) =>
        graph.Add("Transpose", [graph.Value(call.Tensor(0))], ("perm", [.. call.Integers(1).Select(dimension => dimension < 0 ? dimension + call.Output.Rank : dimension)]));

    public static string Transpose(OperatorCall call, GraphBuilder graph)
    {
        long[] order = [.. Enumerable.Range(0, call.Output.Rank).Select(dimension => (long)dimension)];
        var (first, second) = (call.Dimension(1), call.Dimension(2));
        (order[first], order[second]) = (order[second], order[first]);
        return graph.Add("Transpose", [graph.Value(call.Tensor(0))], ("perm", order));
    }

    public static string Select(OperatorCall call, GraphBuilder graph) =>
        graph.Add("Gather", [graph.Value(call.Tensor(0)), graph.Index(call.Integer(2))], ("axis", (long)call.Dimension(1)));

    public static string Narrow(OperatorCall call, GraphBuilder graph)
    {
        var (input, dimension, start, length) = (call.Tensor(0), call.Dimension(1), call.Integer(2), call.Integer(3));
        return length == input.Size(dimension) ? graph.Value(input) : Slice(graph.Value(input), dimension, start, start + length, graph);
    }

    public static string Squeeze(OperatorCall call, GraphBuilder graph)
    {
        var (input, dimension) = (call.Tensor(0), call.Dimension(1));
        return input.Size(dimension) == 1 ? graph.Add("Squeeze", [graph.Value(input), graph.Constant("axes", dimension)]) : graph.Value(input);
    }

    public static string Unsqueeze(OperatorCall call, GraphBuilder graph) =>
        graph.Add("Unsqueeze", [graph.Value(call.Tensor(0)), graph.Constant("axes", call.Dimension(1, of: call.Output))]);

    /// <summary>Whether a constant is repeated for each picture, which makes it depend on their number.</summary>
    public static bool RepeatsForEachPicture(OperatorCall call, GraphBuilder graph) =>
        call.Name == "aten::expand" && call.Integers(1) is [var count, ..] && count == graph.BatchSize
        && call.Integers(1).Length == call.Tensor(0).Rank && call.Tensor(0).Size(0) == 1;

    public static string Expand(OperatorCall call, GraphBuilder graph)
    {
        var value = graph.Value(call.Tensor(0));
        long[] sizes = [.. call.Integers(1).Select(size => size < 0 ? 1 : size)]; // Expand keeps what meets a 1
        if (!RepeatsForEachPicture(call, graph))
        {
            return graph.Add("Expand", [value, graph.Constant("shape", sizes)]);
        }

        var count = graph.Add("Shape", [GraphBuilder.InputName], ("start", 0L), ("end", 1L));
        return graph.Add("Expand", [value, graph.Add("Concat", [count, graph.Constant("shape", sizes[1..])], ("axis", 0L))]);
    }

    /// <summary>torch gives widths from the last dimension on, ONNX all widths before, then all widths behind.</summary>
    public static string Pad(OperatorCall call, GraphBuilder graph)
    {
        var (rank, widths) = (call.Tensor(0).Rank, call.Integers(1));
        var pads = new long[2 * rank];
        for (var i = 0; i < widths.Length; i++)
        {
            pads[rank - 1 - (i / 2) + (i % 2 == 0 ? 0 : rank)] = widths[i];
        }

        return graph.Add("Pad", [graph.Value(call.Tensor(0)), graph.Constant("pads", pads), graph.Scalar("border", call.Number(2) ?? 0)]);
    }

    public static string Roll(OperatorCall call, GraphBuilder graph)
    {
        var input = call.Tensor(0);
        var value = graph.Value(input);
        foreach (var (shift, dimension) in call.Integers(1).Zip(call.Integers(2)))
        {
            var size = input.Size((int)dimension);
            var cut = (size - (shift % size)) % size;
            value = cut == 0 ? value : graph.Add(
                "Concat", [Slice(value, dimension, cut, size, graph), Slice(value, dimension, 0, cut, graph)], ("axis", dimension));
        }

        return value;
    }

    private static string Slice(string value, long dimension, long start, long end, GraphBuilder graph) =>
        graph.Add("Slice", [value, graph.Constant("starts", start), graph.Constant("ends", end), graph.Constant("axes", dimension)]);

    // 0 keeps the size that the input has at the place.
    private static string Reshape(Tensor input, long[] shape, GraphBuilder graph)
    {
        long[] sizes = [.. shape];
        if (sizes is [var first, ..] && first == graph.BatchSize)
        {
            sizes[0] = input.Size(0) == graph.BatchSize ? 0 : -1;
        }

        return graph.Add("Reshape", [graph.Value(input), graph.Constant("shape", sizes)]);
    }
}
