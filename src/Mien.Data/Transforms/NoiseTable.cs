namespace Mien.Data.Transforms;

/// <summary>
/// Draws floor(e) of normal noise e. A value v of 8 bits with noise, clipped and rounded down, is v + floor(e), clipped; so
/// whole numbers are all that is needed, and a table draws them with one random word each.
/// </summary>
/// <remarks>
/// Alias method (Walker 1977, ACM TOMS 3(3); Vose 1991, IEEE TSE 17(9)) in whole numbers: every probability is exact to
/// 2^-32, and nothing is lost in the tails beyond that. Noise of more than 255 in either direction acts like 255.
/// </remarks>
internal readonly ref struct NoiseTable
{
    /// <summary>Entries of the table; each stands for one noise value, -255..255, and one is not used.</summary>
    public const int Columns = 512;

    private const int Offset = 255;
    private const int ThresholdBits = 23;
    private const uint ColumnWeight = 1u << ThresholdBits;

    // Upper 23 bits: below this rest of the word the column's own value is drawn; lower 9 bits: otherwise this column's.
    private readonly ReadOnlySpan<uint> _entries;

    /// <param name="mean">Mean of the noise.</param>
    /// <param name="sigma">Standard deviation of the noise, at least 0.</param>
    /// <param name="memory">Room for the table, <see cref="Columns"/> words.</param>
    public NoiseTable(double mean, double sigma, Span<uint> memory)
    {
        Span<ulong> weights = stackalloc ulong[Columns];
        FillWeights(mean, sigma, weights);
        FillEntries(weights, memory);
        _entries = memory;
    }

    /// <summary>The noise that a random word stands for.</summary>
    public int this[uint word]
    {
        get
        {
            var column = word >> ThresholdBits;
            var entry = _entries[(int)column];

            // All ones where the rest of the word is below the threshold. Processors cannot guess that, so a branch would take longer.
            var isOwn = (uint)((int)((word & (ColumnWeight - 1)) - (entry >> 9)) >> 31);
            var drawn = (column & isOwn) | (entry & (Columns - 1) & ~isOwn);
            return (int)drawn - Offset;
        }
    }

    // In units of 2^-32, together 2^32.
    private static void FillWeights(double mean, double sigma, Span<ulong> weights)
    {
        var below = 0UL;
        for (var noise = -Offset; noise <= Offset; noise++)
        {
            var next = noise == Offset ? 1UL << 32 : (ulong)Math.Round(Below(noise + 1, mean, sigma) * (1UL << 32));
            weights[noise + Offset] = next - below;
            below = next;
        }

        weights[Columns - 1] = 0;
    }

    private static double Below(double edge, double mean, double sigma) =>
        sigma == 0 ? (mean < edge ? 1 : 0) : NormalDistribution.Cumulative((edge - mean) / sigma);

    // Each column that holds too little is filled up by one that holds too much; whole numbers, so the last ones are just full.
    private static void FillEntries(Span<ulong> weights, Span<uint> entries)
    {
        Span<ushort> open = stackalloc ushort[Columns]; // columns with too little from the front, the others from the back
        var (low, high) = (0, Columns);
        for (var column = 0; column < Columns; column++)
        {
            open[weights[column] < ColumnWeight ? low++ : --high] = (ushort)column;
        }

        while (low > 0)
        {
            var (poor, rich) = (open[--low], open[high]);
            entries[poor] = ((uint)weights[poor] << 9) | rich;
            weights[rich] -= ColumnWeight - weights[poor];
            if (weights[rich] < ColumnWeight)
            {
                open[low++] = rich;
                high++;
            }
        }

        foreach (var full in open[high..])
        {
            entries[full] = full; // below no threshold, so always the column itself
        }
    }
}
