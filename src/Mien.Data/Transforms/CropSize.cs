using Mien.Core;
using Mien.Imaging;

namespace Mien.Data.Transforms;

/// <summary>Parts of a picture that have a given size in pixels.</summary>
internal static class CropSize
{
    /// <summary>Makes sure that a picture holds a part of a size.</summary>
    /// <exception cref="MienException">It does not.</exception>
    public static void Check(string transform, Image image, int width, int height)
    {
        if (width > image.Width || height > image.Height)
        {
            throw new MienException(
                $"Expected pictures of at least {width}x{height} pixels for {transform} but got one of {image.Width}x{image.Height}; "
                + "put Resize or PadIfNeeded before it, or lower its size.");
        }
    }

    public static Image Crop(Image image, int x, int y, int width, int height, ImagePool pool)
    {
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        var result = pool.Rent(width, height, image.Channels);
        Geometry.Crop(image, x, y, result);
        return result;
    }

    public static Image Resize(Image image, int width, int height, Interpolation interpolation, ImagePool pool)
    {
        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        var result = pool.Rent(width, height, image.Channels);
        Geometry.Resize(image, result, interpolation);
        return result;
    }
}
