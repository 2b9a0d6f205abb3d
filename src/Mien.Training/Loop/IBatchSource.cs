using Mien.Data;

namespace Mien.Training;

/// <summary>Where the trainer gets batches from.</summary>
public interface IBatchSource
{
    /// <summary>Batches of an epoch, at least 1.</summary>
    int BatchCount { get; }

    /// <summary>Samples in these batches.</summary>
    int SampleCount { get; }

    /// <summary>The batches of an epoch, from one of them on; the same ones whenever asked for the same epoch.</summary>
    IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0);

    /// <summary>What messages call a sample, such as its file name.</summary>
    string NameOf(int sampleIndex);
}

/// <summary>The batches of a <see cref="DataLoader"/>.</summary>
/// <param name="loader">Remains the caller's to dispose.</param>
/// <param name="dataset">The loader's dataset.</param>
/// <param name="forTraining">
/// True leaves out a last batch of one picture: batch normalisation finds no spread in a single small feature map, and
/// PyTorch refuses it. Another picture is left out in each epoch, as the order changes.
/// </param>
public sealed class LoaderBatchSource(DataLoader loader, FaceDataset dataset, bool forTraining) : IBatchSource
{
    private readonly bool _leavesOneOut = forTraining && loader.LastBatchSize == 1 && loader.BatchesPerEpoch > 1
        && loader.SamplesPerEpoch > loader.BatchesPerEpoch;

    /// <inheritdoc/>
    public int BatchCount => loader.BatchesPerEpoch - (_leavesOneOut ? 1 : 0);

    /// <inheritdoc/>
    public int SampleCount => loader.SamplesPerEpoch - (_leavesOneOut ? 1 : 0);

    /// <inheritdoc/>
    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0) => loader.Epoch(epoch, firstBatch).Take(BatchCount - firstBatch);

    /// <inheritdoc/>
    public string NameOf(int sampleIndex) => dataset.Samples[sampleIndex].Path;
}
