using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Loading;

/// <summary>Makes one sample ready: decode or fetch, augment, normalise into its place in the batch.</summary>
internal sealed class SampleFiller(FaceDataset dataset, Preprocessing preprocessing, PictureStore store, TransformPipeline? augment, ulong seed)
{
    private readonly bool _hasVotes = dataset.HasVotes;
    private readonly bool _hasAffect = dataset.HasAffect;

    /// <summary>Values of one sample: height times width times channels.</summary>
    public int ValuesPerSample { get; } = checked(preprocessing.HeightPx * preprocessing.WidthPx * preprocessing.Channels);

    /// <summary>A batch of the given number of samples with room for everything the dataset knows.</summary>
    public Batch NewBatch(int count) => new(count, ValuesPerSample, _hasVotes ? dataset.Labels.Count : 0, _hasAffect);

    /// <summary>Fills row <paramref name="row"/> of the batch with the sample that its indices name there.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row.</param>
    /// <param name="epoch">Number of the epoch.</param>
    /// <param name="repeat">How often the epoch has had the sample before.</param>
    /// <param name="context">Of the worker.</param>
    /// <remarks>The augmentation depends on seed, epoch, the sample's position in the dataset and the repeat, not on who fills it or when.</remarks>
    public void Fill(Batch batch, int row, int epoch, int repeat, TransformContext context)
    {
        var index = batch.Indices[row];
        FillTargets(batch, row, dataset.Samples[index]);
        var image = store.Get(index);
        if (augment is not null)
        {
            var random = new RandomStream(seed, "augment", epoch, index + ((long)repeat * dataset.Samples.Length));
            image = augment.Apply(image, ref random, context);
        }

        PixelTensor.ToInterleaved(image, preprocessing, batch.Pixels.AsSpan(row * ValuesPerSample, ValuesPerSample));
        context.Pool.Reset();
    }

    private void FillTargets(Batch batch, int row, Sample sample)
    {
        batch.Labels[row] = sample.Label;
        if (_hasAffect)
        {
            (batch.Valence[row], batch.Arousal[row]) = (sample.Valence ?? float.NaN, sample.Arousal ?? float.NaN);
        }

        if (_hasVotes)
        {
            var votes = batch.Votes.AsSpan(row * dataset.Labels.Count, dataset.Labels.Count);
            votes.Clear();
            sample.Votes.AsSpan().CopyTo(votes);
        }
    }
}
