using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Loading;

/// <summary>Makes one sample ready: decode or fetch, augment, normalise into its place in the batch.</summary>
internal sealed class SampleFiller(FaceDataset dataset, Preprocessing preprocessing, PictureStore store, TransformPipeline? augment, ulong seed)
{
    /// <summary>Values of one sample: height times width times channels.</summary>
    public int ValuesPerSample { get; } = checked(preprocessing.HeightPx * preprocessing.WidthPx * preprocessing.Channels);

    /// <summary>Fills row <paramref name="row"/> of the batch with the sample that its indices name there.</summary>
    /// <remarks>The augmentation depends on seed, epoch and the sample's position in the dataset, not on who fills it or when.</remarks>
    public void Fill(Batch batch, int row, int epoch, TransformContext context)
    {
        var index = batch.Indices[row];
        var image = store.Get(index);
        if (augment is not null)
        {
            var random = new RandomStream(seed, "augment", epoch, index);
            image = augment.Apply(image, ref random, context);
        }

        PixelTensor.ToInterleaved(image, preprocessing, batch.Pixels.AsSpan(row * ValuesPerSample, ValuesPerSample));
        batch.Labels[row] = dataset.Samples[index].Label;
        context.Pool.Reset();
    }
}
