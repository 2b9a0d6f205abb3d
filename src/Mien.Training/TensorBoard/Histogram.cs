namespace Mien.Training;

/// <summary>How values are spread: counts in buckets of equal width.</summary>
internal sealed class Histogram
{
    private const int BucketCount = 64;

    /// <param name="values">At least one, finite.</param>
    public Histogram(ReadOnlySpan<float> values)
    {
        (Min, Max, Count) = (double.PositiveInfinity, double.NegativeInfinity, values.Length);
        foreach (double value in values)
        {
            (Min, Max) = (Math.Min(Min, value), Math.Max(Max, value));
            (Sum, SumOfSquares) = (Sum + value, SumOfSquares + (value * value));
        }

        var width = (Max - Min) / BucketCount;
        foreach (double value in values)
        {
            Counts[width > 0 ? Math.Min(BucketCount - 1, (int)((value - Min) / width)) : 0]++;
        }

        for (var bucket = 0; bucket < BucketCount; bucket++)
        {
            Limits[bucket] = bucket == BucketCount - 1 ? Max : Min + ((bucket + 1) * width);
        }
    }

    public double Min { get; }

    public double Max { get; }

    public double Count { get; }

    public double Sum { get; }

    public double SumOfSquares { get; }

    /// <summary>Upper limits of the buckets.</summary>
    public double[] Limits { get; } = new double[BucketCount];

    public double[] Counts { get; } = new double[BucketCount];
}
