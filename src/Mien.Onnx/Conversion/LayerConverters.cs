using Mien.Torch;

namespace Mien.Onnx.Conversion;

/// <summary>Convolutions, norms, pools and matrix products.</summary>
internal static class LayerConverters
{
    public static string Convolution(OperatorCall call, GraphBuilder graph)
    {
        var (weight, stride, padding, dilation) = (call.Tensor(1), call.Pair(3), call.Pair(4), call.Pair(5));
        return graph.Add(
            "Conv", [graph.Value(call.Tensor(0)), graph.Value(weight), .. Optional(call.OptionalTensor(2), graph)],
            ("kernel_shape", [weight.Size(2), weight.Size(3)]), ("strides", stride), ("pads", [.. padding, .. padding]),
            ("dilations", dilation), ("group", call.Integer(6, 1)));
    }

    public static string BatchNorm(OperatorCall call, GraphBuilder graph)
    {
        if (call.Flag(5))
        {
            throw new OnnxExportException($"Expected a network in evaluation but the batch norm '{graph.Place}' trains.");
        }

        var value = graph.Add("BatchNormalization", Enumerable.Range(0, 5).Select(index => graph.Value(call.Tensor(index))), ("epsilon", (float)call.Number(7)!));
        value = call.OptionalTensor(8) is { } residual ? graph.Add("Add", [value, graph.Value(residual)]) : value;
        return call.Flag(9) ? graph.Add("Relu", [value]) : value;
    }

    // torch drops a last window that begins behind the picture, as ONNX Runtime does.
    public static string MaxPool(OperatorCall call, GraphBuilder graph) => graph.Add(
        "MaxPool", [graph.Value(call.Tensor(0))], ("kernel_shape", call.Pair(1)), ("strides", call.Pair(2)),
        ("pads", [.. call.Pair(3), .. call.Pair(3)]), ("ceil_mode", call.Flag(5) ? 1 : 0));

    public static string AveragePool(OperatorCall call, GraphBuilder graph) => graph.Add(
        "AveragePool", [graph.Value(call.Tensor(0))], ("kernel_shape", call.Pair(1)), ("strides", call.Pair(2)),
        ("pads", [.. call.Pair(3), .. call.Pair(3)]), ("ceil_mode", call.Flag(4) ? 1 : 0), ("count_include_pad", call.Flag(5, true) ? 1 : 0));

    public static string AdaptiveAveragePool(OperatorCall call, GraphBuilder graph)
    {
        var (input, grid) = (call.Tensor(0), call.Pair(1));
        var (height, width) = (input.Size(2), input.Size(3));
        var value = graph.Value(input);
        if (grid is [1, 1])
        {
            return graph.Add("GlobalAveragePool", [value]);
        }

        if (grid[0] == height && grid[1] == width)
        {
            return value;
        }

        if (height % grid[0] == 0 && width % grid[1] == 0)
        {
            long[] window = [height / grid[0], width / grid[1]];
            return graph.Add("AveragePool", [value], ("kernel_shape", window), ("strides", window));
        }

        // Windows of unequal sizes: means along each side are a product with a matrix.
        var rows = graph.Matrix("rows", Means(height, grid[0], transposed: false), grid[0], height);
        var columns = graph.Matrix("columns", Means(width, grid[1], transposed: true), width, grid[1]);
        return graph.Add("MatMul", [graph.Add("MatMul", [rows, value]), columns]);
    }

    public static string Linear(OperatorCall call, GraphBuilder graph)
    {
        var (input, weight, bias) = (call.Tensor(0), call.Tensor(1), Optional(call.OptionalTensor(2), graph));
        if (input.Rank == 2)
        {
            return graph.Add("Gemm", [graph.Value(input), graph.Value(weight), .. bias], ("transB", 1L));
        }

        var product = graph.Add("MatMul", [graph.Value(input), graph.TransposedWeight(weight)]);
        return bias is [var shift] ? graph.Add("Add", [product, shift]) : product;
    }

    public static string LayerNorm(OperatorCall call, GraphBuilder graph) => graph.Add(
        "LayerNormalization", [graph.Value(call.Tensor(0)), graph.Value(call.Tensor(2)), graph.Value(call.Tensor(3))],
        ("axis", -call.Integers(1).LongLength), ("epsilon", (float)call.Number(4)!));

    public static string Mean(OperatorCall call, GraphBuilder graph) => graph.Add(
        "ReduceMean", [graph.Value(call.Tensor(0))], ("axes", call.Integers(1)), ("keepdims", call.Flag(2) ? 1 : 0));

    private static string[] Optional(Tensor? tensor, GraphBuilder graph) => tensor is null ? [] : [graph.Value(tensor)];

    /// <summary>Weights of the windows of adaptive pooling along one side: window i goes from floor(i * side / count) to ceil((i + 1) * side / count).</summary>
    private static float[] Means(long side, long count, bool transposed)
    {
        var weights = new float[side * count];
        for (var i = 0L; i < count; i++)
        {
            var (start, end) = (i * side / count, (((i + 1) * side) + count - 1) / count);
            for (var place = start; place < end; place++)
            {
                weights[transposed ? (place * count) + i : (i * side) + place] = 1f / (end - start);
            }
        }

        return weights;
    }
}
