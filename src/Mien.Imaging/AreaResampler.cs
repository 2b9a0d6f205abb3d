using System.Numerics;
using System.Runtime.Intrinsics;

namespace Mien.Imaging;

/// <summary>Area means in the arithmetic of OpenCV's resize for 8 bits: whole numbers where both scales are whole, else float32.</summary>
internal static class AreaResampler
{
    private const double LeastWeight = 1e-3; // of a pixel; less is left out, as OpenCV does

    public static void Resize(Image image, Image result, ResampledAxis across, ResampledAxis down)
    {
        if (across.WholeScale == 2 && down.WholeScale == 2)
        {
            Halve(image, result);
        }
        else if (across.WholeScale > 0 && down.WholeScale > 0)
        {
            Whole(image, result, across.WholeScale, down.WholeScale);
        }
        else
        {
            Fractional(image, result, Parts(across), Parts(down));
        }
    }

    /// <summary>Means of two by two pixels, of which halves go up.</summary>
    private static void Halve(Image image, Image result)
    {
        var channels = image.Channels;
        var (step, kept) = channels == 1 ? (16, 8) : (18, 9);
        // Of the sums of neighbours, those that begin at even pixels; the rest of the shuffled vector is written over.
        var evens = channels == 1
            ? Vector128.Create((byte)0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0)
            : Vector128.Create((byte)0, 1, 2, 6, 7, 8, 12, 13, 14, 0, 0, 0, 0, 0, 0, 0);
        var length = result.Width * channels;
        var padding = 2 * Vector128<byte>.Count + step;
        byte[] upper = new byte[(image.Width * channels) + padding], lower = new byte[upper.Length], means = new byte[length + padding];
        for (var y = 0; y < result.Height; y++)
        {
            image.Row(2 * y).CopyTo(upper);
            image.Row((2 * y) + 1).CopyTo(lower);
            for (int x = 0, at = 0; x < length; x += kept, at += step)
            {
                var (left, right) = (Sum(upper, lower, at), Sum(upper, lower, at + channels));
                var mean = Vector128.Narrow((left.Low + right.Low + Vector128.Create((ushort)2)) >> 2, (left.High + right.High + Vector128.Create((ushort)2)) >> 2);
                Vector128.Shuffle(mean, evens).CopyTo(means, x);
            }

            means.AsSpan(0, length).CopyTo(result.Row(y));
        }
    }

    private static (Vector128<ushort> Low, Vector128<ushort> High) Sum(byte[] upper, byte[] lower, int at)
    {
        var (first, second) = (Vector128.Create(upper, at), Vector128.Create(lower, at));
        return (Vector128.WidenLower(first) + Vector128.WidenLower(second), Vector128.WidenUpper(first) + Vector128.WidenUpper(second));
    }

    /// <summary>Means of blocks of pixels, of which halves go to the even number.</summary>
    private static void Whole(Image image, Image result, int across, int down)
    {
        var channels = image.Channels;
        var scale = 1f / (across * down);
        var sums = new int[image.Width * channels];
        for (var y = 0; y < result.Height; y++)
        {
            Array.Clear(sums);
            for (var row = 0; row < down; row++)
            {
                AddTo(sums, image.Row((y * down) + row));
            }

            var target = result.Row(y);
            for (int x = 0, first = 0; x < target.Length; first += (across - 1) * channels)
            {
                for (var channel = 0; channel < channels; channel++, first++, x++)
                {
                    var sum = 0;
                    for (var column = first; column < first + (across * channels); column += channels)
                    {
                        sum += sums[column];
                    }

                    target[x] = (byte)(int)MathF.Round(sum * scale);
                }
            }
        }
    }

    private static void AddTo(Span<int> sums, ReadOnlySpan<byte> row)
    {
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[x..]), out var low, out var high);
            Add(low, sums[x..]);
            Add(high, sums[(x + Vector<ushort>.Count)..]);
        }

        for (; x < row.Length; x++)
        {
            sums[x] += row[x];
        }

        static void Add(Vector<ushort> values, Span<int> sums)
        {
            Vector.Widen(values, out var low, out var high);
            (new Vector<int>(sums) + low.As<uint, int>()).CopyTo(sums);
            (new Vector<int>(sums[Vector<int>.Count..]) + high.As<uint, int>()).CopyTo(sums[Vector<int>.Count..]);
        }
    }

    private static void Fractional(Image image, Image result, Part[] columns, Part[] rows)
    {
        var length = result.Width * image.Channels;
        var (padded, means, sums) = (new byte[(image.Width * image.Channels) + sizeof(uint)], new float[length], new float[length]);
        var y = 0;
        foreach (var row in rows)
        {
            image.Row(row.From).CopyTo(padded);
            Across(padded, columns, image.Channels, means);
            if (row.To != y)
            {
                Store(sums, result.Row(y));
                Array.Clear(sums);
                y = row.To;
            }

            Add(sums, means, row.Weight);
        }

        Store(sums, result.Row(y));
    }

    private static void Across(ReadOnlySpan<byte> row, Part[] columns, int channels, float[] means)
    {
        if (channels == 1)
        {
            AcrossGrey(row, columns, means);
            return;
        }

        var (x, sum) = (0, Vector128<float>.Zero);
        foreach (var column in columns)
        {
            if (column.To != x)
            {
                Put(sum, means, x);
                (x, sum) = (column.To, Vector128<float>.Zero);
            }

            sum += Vector128.ConvertToSingle(Pixels.Widen(row, column.From * 3)) * column.Weight;
        }

        Put(sum, means, x);
    }

    private static void AcrossGrey(ReadOnlySpan<byte> row, Part[] columns, float[] means)
    {
        Array.Clear(means);
        foreach (var column in columns)
        {
            means[column.To] += row[column.From] * column.Weight;
        }
    }

    private static void Put(Vector128<float> pixel, float[] means, int x) =>
        (means[x * 3], means[(x * 3) + 1], means[(x * 3) + 2]) = (pixel[0], pixel[1], pixel[2]);

    // A product and then a sum: fused, the last bit could be another one.
    private static void Add(Span<float> sums, ReadOnlySpan<float> means, float weight)
    {
        var x = 0;
        for (; x <= sums.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            (new Vector<float>(sums[x..]) + (new Vector<float>(means[x..]) * weight)).CopyTo(sums[x..]);
        }

        for (; x < sums.Length; x++)
        {
            sums[x] += means[x] * weight;
        }
    }

    private static void Store(ReadOnlySpan<float> sums, Span<byte> row)
    {
        var x = 0;
        for (; x <= row.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Narrow(Shorts(sums[x..]), Shorts(sums[(x + Vector<ushort>.Count)..])).CopyTo(row[x..]);
        }

        for (; x < row.Length; x++)
        {
            row[x] = (byte)(int)MathF.Round(sums[x]);
        }
    }

    private static Vector<ushort> Shorts(ReadOnlySpan<float> sums) => Vector.Narrow(Rounded(sums), Rounded(sums[Vector<int>.Count..])).As<short, ushort>();

    private static Vector<int> Rounded(ReadOnlySpan<float> sums) => Vector.ConvertToInt32(Vector.Round(new Vector<float>(sums)));

    /// <summary>Which share of each pixel before belongs to which pixel after.</summary>
    private static Part[] Parts(ResampledAxis axis)
    {
        List<Part> parts = [];
        for (var to = 0; to < axis.To; to++)
        {
            var start = to * axis.Scale;
            var end = start + axis.Scale;
            var size = Math.Min(axis.Scale, axis.From - start);
            var last = Math.Min((int)Math.Floor(end), axis.From - 1);
            var first = Math.Min((int)Math.Ceiling(start), last);
            if (first - start > LeastWeight)
            {
                parts.Add(new(first - 1, to, (float)((first - start) / size)));
            }

            for (var from = first; from < last; from++)
            {
                parts.Add(new(from, to, (float)(1 / size)));
            }

            if (end - last > LeastWeight)
            {
                parts.Add(new(last, to, (float)(Math.Min(Math.Min(end - last, 1), size) / size)));
            }
        }

        return [.. parts];
    }

    private readonly record struct Part(int From, int To, float Weight);
}
