namespace Mien.Data.Loading;

/// <summary>Which samples an epoch visits and how they fall into batches.</summary>
/// <param name="Epoch">Number of the epoch.</param>
/// <param name="Order">Positions in the dataset, in the order of the epoch.</param>
/// <param name="BatchSize">Samples in a full batch.</param>
/// <param name="BatchCount">Batches of the whole epoch.</param>
/// <param name="FirstBatch">Batch to begin with.</param>
internal sealed record EpochPlan(int Epoch, int[] Order, int BatchSize, int BatchCount, int FirstBatch)
{
    // Empty while no sample comes twice.
    private readonly int[] _repeats = RepeatsOf(Order);

    public int SizeOf(int batch) => Math.Min(BatchSize, Order.Length - (batch * BatchSize));

    /// <summary>How often the epoch has had the sample of a batch and row before.</summary>
    public int RepeatOf(int batch, int row) => _repeats.Length == 0 ? 0 : _repeats[(batch * BatchSize) + row];

    private static int[] RepeatsOf(int[] order)
    {
        var counts = new int[order.Length == 0 ? 0 : order.Max() + 1];
        int[] repeats = [.. order.Select(index => counts[index]++)];
        return repeats.AsSpan().ContainsAnyExcept(0) ? repeats : [];
    }
}
