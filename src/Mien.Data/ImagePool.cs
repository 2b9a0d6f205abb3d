using Mien.Imaging;

namespace Mien.Data;

/// <summary>
/// Lends pictures to write into and takes all of them back at once, so that augmenting leaves no garbage. Belongs to one
/// thread at a time.
/// </summary>
public sealed class ImagePool
{
    // Pictures of other sizes replace kept ones beyond this, so that a set of many sizes does not fill the memory.
    private const int KeptCount = 8;

    private readonly List<Image> _free = [];
    private readonly List<Image> _lent = [];

    /// <summary>A picture of the given size with undefined content, valid until <see cref="Reset"/>.</summary>
    public Image Rent(int width, int height, int channels)
    {
        var image = TakeFree(width, height, channels) ?? new Image(width, height, channels);
        _lent.Add(image);
        return image;
    }

    /// <summary>A picture of the size of another one, with undefined content, valid until <see cref="Reset"/>.</summary>
    public Image RentLike(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Rent(image.Width, image.Height, image.Channels);
    }

    /// <summary>Takes back everything that was lent; pictures of this pool must not be used any more.</summary>
    public void Reset()
    {
        _free.AddRange(_lent);
        _lent.Clear();
        if (_free.Count > KeptCount)
        {
            _free.RemoveRange(0, _free.Count - KeptCount);
        }
    }

    // A plain loop, because a lambda would allocate for every picture that is lent.
    private Image? TakeFree(int width, int height, int channels)
    {
        for (var index = _free.Count - 1; index >= 0; index--)
        {
            var image = _free[index];
            if (image.Width == width && image.Height == height && image.Channels == channels)
            {
                _free.RemoveAt(index);
                return image;
            }
        }

        return null;
    }
}
