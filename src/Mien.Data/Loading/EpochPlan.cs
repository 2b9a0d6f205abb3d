namespace Mien.Data.Loading;

/// <summary>Which samples an epoch visits and how they fall into batches.</summary>
/// <param name="Epoch">Number of the epoch.</param>
/// <param name="Order">Positions in the dataset, in the order of the epoch.</param>
/// <param name="BatchSize">Samples in a full batch.</param>
/// <param name="BatchCount">Batches of the whole epoch.</param>
/// <param name="FirstBatch">Batch to begin with.</param>
internal sealed record EpochPlan(int Epoch, int[] Order, int BatchSize, int BatchCount, int FirstBatch)
{
    public int SizeOf(int batch) => Math.Min(BatchSize, Order.Length - (batch * BatchSize));
}
