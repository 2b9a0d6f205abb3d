using Mien.Onnx.Format;

namespace Mien.Onnx.Rewriting;

/// <summary>
/// Weights in the order in which the operators of <see cref="BlockedLayout"/> read them: channels in blocks of 16, zero beyond the last. They are
/// put into it when the file is written.
/// </summary>
internal static class BlockedWeights
{
    /// <summary>Channels of a block: the float32 of one register of AVX-512, or of two of AVX2.</summary>
    public const int Width = 16;

    /// <summary>Number of blocks of so many channels.</summary>
    public static int Blocks(long channels) => (int)((channels + Width - 1) / Width);

    /// <summary>Of a convolution: (O, C, h, w) becomes (blocks of O, h * w * C, 16), rows of the kernel first, then its columns, then channels.</summary>
    public static OnnxConstant Dense(OnnxConstant weight)
    {
        var (inputs, places) = ((int)weight.Shape[1], (int)(weight.Shape[2] * weight.Shape[3]));
        return Reorder(weight, [Blocks(weight.Shape[0]), places * inputs, Width], row => ((row % inputs) * places) + (row / inputs));
    }

    /// <summary>Of a convolution, rounded: (O, C, h, w) becomes (blocks of O, h * w * pairs of C, 16, 2), in the order of <see cref="Dense"/>, zero beyond the last channel.</summary>
    public static OnnxConstant Pairs(OnnxConstant weight)
    {
        var (outputs, inputs, places) = ((int)weight.Shape[0], (int)weight.Shape[1], (int)(weight.Shape[2] * weight.Shape[3]));
        var pairs = (inputs + 1) / 2;
        return OnnxConstant.Made($"{weight.Name}/bfloat16", [Blocks(outputs), places * pairs, Width, 2], () =>
        {
            var (values, rounded) = (weight.ToFloats(), new BFloat16[Blocks(outputs) * places * pairs * Width * 2]);
            for (var i = 0; i < values.Length; i++)
            {
                var (output, input, place) = (i / places / inputs, i / places % inputs, i % places);
                var pair = (((((output / Width * places) + place) * pairs) + (input / 2)) * Width) + (output % Width);
                rounded[(2 * pair) + (input % 2)] = BFloat16.Round(values[i]);
            }

            return rounded;
        });
    }

    /// <summary>Of a convolution by channel: (C, 1, h, w) becomes (blocks, h * w, 16).</summary>
    public static OnnxConstant Depthwise(OnnxConstant weight) =>
        Reorder(weight, [Blocks(weight.Shape[0]), weight.Shape[2] * weight.Shape[3], Width], row => row);

    /// <summary>Of the layer that squeezes: (S, C, 1, 1) becomes (S, blocks * 16).</summary>
    public static OnnxConstant Squeeze(OnnxConstant weight)
    {
        long[] shape = [weight.Shape[0], Blocks(weight.Shape[1]) * Width];
        return OnnxConstant.Made($"{weight.Name}/squeeze", shape, () => Padded(weight.ToFloats(), (int)weight.Shape[1]));
    }

    /// <summary>Of the layer that excites: (C, S, 1, 1) becomes (S, blocks * 16).</summary>
    public static OnnxConstant Excitation(OnnxConstant weight)
    {
        var (channels, squeezed) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        return OnnxConstant.Made($"{weight.Name}/excitation", [squeezed, Blocks(channels) * Width], () =>
        {
            var values = weight.ToFloats();
            var turned = new float[values.Length];
            for (var i = 0; i < turned.Length; i++)
            {
                turned[i] = values[((i % channels) * squeezed) + (i / channels)];
            }

            return Padded(turned, channels);
        });
    }

    /// <summary>Of any of them: (C) becomes (blocks * 16); zeros where there is none.</summary>
    public static OnnxConstant Bias(OnnxConstant? bias, OnnxNode node, long channels) => OnnxConstant.Made(
        $"{bias?.Name ?? node.Name + "/bias"}/blocked", [Blocks(channels) * Width], () => Padded(bias?.ToFloats() ?? new float[channels], (int)channels));

    // The first dimension goes into blocks; the last argument says which place in the others becomes a row of a block.
    private static OnnxConstant Reorder(OnnxConstant weight, long[] shape, Func<int, int> placeOf) => OnnxConstant.Made($"{weight.Name}/blocked", shape, () =>
    {
        var (channels, blocks, rows) = ((int)weight.Shape[0], (int)shape[0], (int)shape[1]);
        var (values, ordered) = (weight.ToFloats(), new float[blocks * rows * Width]);
        for (var target = 0; target < blocks * rows; target++)
        {
            var (first, place) = (target / rows * Width, placeOf(target % rows));
            for (var channel = first; channel < Math.Min(first + Width, channels); channel++)
            {
                ordered[(target * Width) + channel - first] = values[(channel * rows) + place];
            }
        }

        return ordered;
    });

    private static float[] Padded(float[] rows, int length)
    {
        var padded = new float[rows.Length / length * Blocks(length) * Width];
        for (var row = 0; row < rows.Length / length; row++)
        {
            rows.AsSpan(row * length, length).CopyTo(padded.AsSpan(row * Blocks(length) * Width));
        }

        return padded;
    }
}
