namespace Mien.Torch.Interop;

/// <summary>
/// What shapes operators give, for those that libtorch 1.13 cannot compute on tensors without memory. The others, views above all, it does.
/// </summary>
internal static class ShapeRules
{
    /// <summary>A result without memory, or null where libtorch finds the shape itself or a tensor has memory.</summary>
    public static Tensor? Apply(string name, ReadOnlySpan<Argument> arguments)
    {
        if (arguments.IsEmpty || arguments[0].Reference is not Tensor { Device.IsMeta: true } input)
        {
            return null;
        }

        long[]? shape = name switch
        {
            "mien::conv2d" => Convolution(input, Of(arguments[1]), arguments[3].Bits, (long[])arguments[4].Reference!, arguments[5].Bits),
            "mien::max_pool2d" => Pool(input, arguments[1].Bits, arguments[2].Bits, arguments[3].Bits, arguments[5].Bits != 0),
            "aten::avg_pool2d" => Pool(input, arguments[1].Bits, arguments[2].Bits, arguments[3].Bits, arguments[4].Bits != 0),
            "aten::adaptive_avg_pool2d" => [.. input.Shape[..^2], arguments[1].Bits, arguments[1].Bits],
            "aten::linear" => [.. input.Shape[..^1], Of(arguments[1]).Size(0)],
            "aten::matmul" => [.. input.Shape[..^1], Of(arguments[1]).Size(-1)],
            "aten::index_select" => IndexSelect(input, (int)arguments[1].Bits, Of(arguments[2])),
            "aten::constant_pad_nd" => Pad(input, (long[])arguments[1].Reference!),
            "mien::batch_norm_act" or "aten::layer_norm" or "aten::softmax.int" or "aten::dropout" or "aten::roll" or "aten::relu" or "aten::gelu"
                or "aten::silu" or "aten::hardswish" or "aten::hardsigmoid" or "aten::hardtanh" or "aten::sigmoid" or "aten::tanh" => [.. input.Shape],
            _ => null,
        };
        return shape is null ? null : Tensor.Empty(shape, input.DType);
    }

    private static Tensor Of(Argument argument) => (Tensor)argument.Reference!;

    private static long[] Convolution(Tensor input, Tensor weight, long stride, long[] padding, long dilation) =>
    [
        input.Size(0), weight.Size(0),
        Side(input.Size(2), (dilation * (weight.Size(2) - 1)) + 1, stride, padding[0]),
        Side(input.Size(3), (dilation * (weight.Size(3) - 1)) + 1, stride, padding[^1]),
    ];

    private static long Side(long side, long window, long stride, long padding) => Positive(((side + (2 * padding) - window) / stride) + 1, side, window, padding);

    // A last window that is not whole must begin inside the picture or its left border.
    private static long[] Pool(Tensor input, long window, long stride, long padding, bool ceilMode)
    {
        long Of(long side)
        {
            var room = side + (2 * padding) - window;
            var count = ((room + (ceilMode ? stride - 1 : 0)) / stride) + 1;
            return Positive(ceilMode && (count - 1) * stride >= side + padding ? count - 1 : count, side, window, padding);
        }

        return [.. input.Shape[..^2], Of(input.Size(-2)), Of(input.Size(-1))];
    }

    private static long Positive(long count, long side, long window, long padding) => side + (2 * padding) >= window && count > 0
        ? count
        : throw new TorchException($"A window of {window} does not fit into a side of {side} with borders of {padding}; the picture is too small for this network.");

    private static long[] IndexSelect(Tensor input, int dimension, Tensor indices)
    {
        long[] shape = [.. input.Shape];
        shape[dimension] = indices.Count;
        return shape;
    }

    private static long[] Pad(Tensor input, long[] widths)
    {
        long[] shape = [.. input.Shape];
        for (var i = 0; i < widths.Length; i++)
        {
            shape[shape.Length - 1 - (i / 2)] += widths[i];
        }

        return shape;
    }
}
