namespace Mien.Onnx;

/// <summary>
/// What values of a network between two layers are like on pictures: first their limits, then, in a second pass over the same pictures, how
/// their magnitudes are distributed.
/// </summary>
public sealed class ValueHistogram
{
    private const int BinCount = 2048;
    private const double KeptFraction = 0.9999;
    private const int Levels = 255;

    private readonly long[] _counts = new long[BinCount];

    /// <summary>The lowest value, at most 0.</summary>
    public float Low { get; private set; }

    /// <summary>The highest value, at least 0.</summary>
    public float High { get; private set; }

    private float Magnitude => Math.Max(-Low, High);

    /// <summary>First pass: widens the limits.</summary>
    public void Widen(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            Low = Math.Min(Low, value);
            High = Math.Max(High, value);
        }
    }

    /// <summary>Second pass: counts magnitudes. Zeros, which 8 bits always hold exactly, do not count.</summary>
    public void Count(ReadOnlySpan<float> values)
    {
        var scale = Magnitude > 0 ? BinCount / Magnitude : 0;
        foreach (var value in values)
        {
            if (value != 0)
            {
                _counts[Math.Min((int)(Math.Abs(value) * scale), BinCount - 1)]++;
            }
        }
    }

    /// <summary>The range that 8 bits shall stand for.</summary>
    public ValueRange Range(RangeChoice choice)
    {
        var limit = Magnitude * (choice switch
        {
            RangeChoice.Percentile => PercentileBins(),
            RangeChoice.Entropy => EntropyBins(),
            _ => BinCount,
        } / (float)BinCount);
        return new(Math.Max(Low, -limit), Math.Min(High, limit));
    }

    private int PercentileBins()
    {
        var (needed, sum) = (KeptFraction * _counts.Sum(), 0L);
        var bins = 0;
        while (bins < BinCount && sum < needed)
        {
            sum += _counts[bins++];
        }

        return bins;
    }

    private int EntropyBins()
    {
        var (best, least) = (BinCount, double.PositiveInfinity);
        for (var bins = Levels / 2; bins <= BinCount; bins++)
        {
            var limit = Magnitude * bins / BinCount;
            var levels = Math.Min((int)MathF.Round(Levels * limit / (Math.Min(High, limit) - Math.Max(Low, -limit))), bins);
            if (Divergence(bins, levels) is var divergence && divergence < least)
            {
                (best, least) = (bins, divergence);
            }
        }

        return best;
    }

    /// <summary>
    /// Divergence of the magnitudes, with those beyond some bins moved into the last of them, from the same in so many levels; each level's count is spread over
    /// its bins that are not empty. As of S. Migacz, 8-bit Inference with TensorRT, 2017.
    /// </summary>
    private double Divergence(int bins, int levels)
    {
        var total = _counts.Sum();
        var beyond = _counts.AsSpan(bins).ToArray().Sum();
        var (divergence, inside) = (0.0, total - beyond);
        if (inside == 0)
        {
            return double.PositiveInfinity;
        }

        for (var level = 0; level < levels; level++)
        {
            var (from, to) = (level * bins / levels, (level + 1) * bins / levels);
            var (count, filled) = (0L, 0);
            for (var bin = from; bin < to; bin++)
            {
                count += _counts[bin];
                filled += _counts[bin] > 0 || (bin == bins - 1 && beyond > 0) ? 1 : 0;
            }

            for (var bin = from; bin < to; bin++)
            {
                var actual = (_counts[bin] + (bin == bins - 1 ? beyond : 0)) / (double)total;
                if (actual > 0)
                {
                    var approximate = Math.Max(count, 0.5) / filled / inside; // a level of nothing but outliers still stands for something
                    divergence += actual * Math.Log(actual / approximate);
                }
            }
        }

        return divergence;
    }
}
