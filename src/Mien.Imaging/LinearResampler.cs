using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mien.Imaging;

/// <summary>Bilinear resampling in the fixed-point arithmetic of OpenCV's resize for 8 bits: weights of 11 bits, four bits less between the passes.</summary>
internal static class LinearResampler
{
    private const int One = 1 << 11;

    public static void Resize(Image image, Image result, ResampledAxis across, ResampledAxis down)
    {
        var channels = image.Channels;
        var columns = Taps(across, stopsAtEdge: true);
        var rows = Taps(down, stopsAtEdge: false);
        var length = result.Width * channels;
        short[] upper = new short[length + 1], lower = new short[length + 1];
        var padded = new byte[(image.Width * channels) + 1];
        var (upperRow, lowerRow) = (-1, -1);
        for (var y = 0; y < result.Height; y++)
        {
            var (first, second, weight, otherWeight) = rows[y];
            if (first != upperRow && first == lowerRow)
            {
                (upper, lower, upperRow, lowerRow) = (lower, upper, lowerRow, upperRow);
            }

            if (first != upperRow)
            {
                image.Row(upperRow = first).CopyTo(padded);
                Across(padded, upper, columns, channels);
            }

            if (second != lowerRow)
            {
                image.Row(lowerRow = second).CopyTo(padded);
                Across(padded, lower, columns, channels);
            }

            Down(upper, lower, weight, otherWeight, result.Row(y));
        }
    }

    private static Tap[] Taps(ResampledAxis axis, bool stopsAtEdge)
    {
        var taps = new Tap[axis.To];
        for (var i = 0; i < taps.Length; i++)
        {
            var place = (float)(((i + 0.5) * axis.Scale) - 0.5);
            var first = (int)MathF.Floor(place);
            var rest = place - first;
            if (stopsAtEdge && (first < 0 || first >= axis.From - 1))
            {
                rest = 0; // down the picture the weights stay, of one row twice
            }

            taps[i] = new(Math.Clamp(first, 0, axis.From - 1), Math.Clamp(first + 1, 0, axis.From - 1), Fixed(1 - rest), Fixed(rest));
        }

        return taps;
    }

    private static int Fixed(float weight) => (int)MathF.Round(weight * One);

    /// <param name="row">Samples, and one more byte.</param>
    /// <param name="sums">Receives sums without their last four bits, and one more number.</param>
    /// <param name="columns">Where they come from.</param>
    /// <param name="channels">1 or 3.</param>
    private static void Across(ReadOnlySpan<byte> row, Span<short> sums, ReadOnlySpan<Tap> columns, int channels)
    {
        var done = channels == 3 && Sse2.IsSupported ? AcrossColour(row, sums, columns) : 0;
        var at = done * channels;
        foreach (var tap in columns[done..])
        {
            for (var channel = 0; channel < channels; channel++)
            {
                sums[at++] = (short)(((row[(tap.First * channels) + channel] * tap.Weight) + (row[(tap.Second * channels) + channel] * tap.OtherWeight)) >> 4);
            }
        }
    }

    /// <summary>All three colours of a pixel at once.</summary>
    private static int AcrossColour(ReadOnlySpan<byte> row, Span<short> sums, ReadOnlySpan<Tap> columns)
    {
        var rest = MemoryMarshal.AsBytes(sums);
        foreach (var tap in columns)
        {
            var pairs = Vector128.WidenLower(Sse2.UnpackLow(Pixels.Read(row, tap.First * 3), Pixels.Read(row, tap.Second * 3))).AsInt16();
            var sum = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create((tap.OtherWeight << 16) | tap.Weight).AsInt16()) >> 4;
            BinaryPrimitives.WriteInt64LittleEndian(rest, Sse2.PackSignedSaturate(sum, sum).AsInt64().ToScalar()); // the fourth number is written over
            rest = rest[(3 * sizeof(short))..];
        }

        return columns.Length;
    }

    private static void Down(ReadOnlySpan<short> upper, ReadOnlySpan<short> lower, int weight, int otherWeight, Span<byte> row)
    {
        var x = 0;
        if (Sse2.IsSupported)
        {
            var (weights, otherWeights) = (Vector128.Create((short)weight), Vector128.Create((short)otherWeight));
            for (; x <= row.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
            {
                var low = Sum(upper[x..], lower[x..], weights, otherWeights);
                var high = Sum(upper[(x + Vector128<short>.Count)..], lower[(x + Vector128<short>.Count)..], weights, otherWeights);
                Sse2.PackUnsignedSaturate(low, high).CopyTo(row[x..]);
            }
        }

        for (; x < row.Length; x++)
        {
            row[x] = (byte)((((upper[x] * weight) >> 16) + ((lower[x] * otherWeight) >> 16) + 2) >> 2);
        }
    }

    // The upper half of a product of 16 bits is what a shift by 16 leaves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Sum(ReadOnlySpan<short> upper, ReadOnlySpan<short> lower, Vector128<short> weights, Vector128<short> otherWeights) =>
        (Sse2.MultiplyHigh(Vector128.Create(upper), weights) + Sse2.MultiplyHigh(Vector128.Create(lower), otherWeights) + Vector128.Create((short)2)) >> 2;

    /// <summary>Two pixels before, with weights in fixed point.</summary>
    private readonly record struct Tap(int First, int Second, int Weight, int OtherWeight);
}
