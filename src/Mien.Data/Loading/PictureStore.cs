using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Loading;

/// <summary>
/// The decoded pictures of a dataset, kept in memory as far as they fit. Whether a picture was kept changes how long it takes
/// to get it and nothing else. Any number of threads may ask.
/// </summary>
internal sealed class PictureStore(FaceDataset dataset, Preprocessing preprocessing, TransformPipeline? augment, long capacityBytes)
{
    private readonly Image?[] _pictures = new Image?[dataset.Samples.Length];
    private readonly bool _keepsFullSize = augment?.NeedsFullSize ?? false;
    private readonly bool _mayDropChannels = augment?.TreatsChannelsAlike ?? true;
    private long _keptBytes;

    public int Count => _pictures.Length;

    /// <summary>Bytes of pixels in memory.</summary>
    public long KeptBytes => Interlocked.Read(ref _keptBytes);

    /// <summary>The picture before augmentation; it must not be written to.</summary>
    /// <exception cref="ImageException">The file cannot be decoded.</exception>
    public Image Get(int index)
    {
        if (Volatile.Read(ref _pictures[index]) is { } kept)
        {
            return kept;
        }

        var image = Decode(index);
        Keep(index, image);
        return image;
    }

    // Grey pictures lose their copies of the channel only after resizing, so that their values are those of the colour path.
    private Image Decode(int index)
    {
        var image = ImageCodec.Read(dataset.PathOf(dataset.Samples[index]), preprocessing.Channels);
        image = _keepsFullSize ? image : PixelTensor.Fit(image, preprocessing);
        return _mayDropChannels && IsGrey(image) ? FirstChannel(image) : image;
    }

    private void Keep(int index, Image image)
    {
        var fits = Interlocked.Add(ref _keptBytes, image.Pixels.Length) <= capacityBytes;
        if (!fits || Interlocked.CompareExchange(ref _pictures[index], image, null) is not null)
        {
            Interlocked.Add(ref _keptBytes, -image.Pixels.Length);
        }
    }

    private static bool IsGrey(Image image)
    {
        if (image.Channels == 1)
        {
            return false; // nothing to drop
        }

        var pixels = image.Pixels;
        for (var index = 0; index < pixels.Length; index += 3)
        {
            if (pixels[index] != pixels[index + 1] || pixels[index] != pixels[index + 2])
            {
                return false;
            }
        }

        return true;
    }

    private static Image FirstChannel(Image image)
    {
        var result = new Image(image.Width, image.Height, 1);
        for (var index = 0; index < result.Pixels.Length; index++)
        {
            result.Pixels[index] = image.Pixels[3 * index];
        }

        return result;
    }
}
