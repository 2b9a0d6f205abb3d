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

    /// <summary>Makes sure that a result whose size follows from what was drawn is no larger than pictures that are read.</summary>
    /// <exception cref="MienException">It is, for example because a picture is nearly seen from the edge.</exception>
    public static void CheckFit(string transform, int width, int height)
    {
        if ((long)width * height > DecodeLimits.Default.MaxPixels)
        {
            throw new MienException(
                $"Expected {transform} with fit_output to give at most {DecodeLimits.Default.MaxPixels} pixels but it drew a result of {width}x{height}; lower its ranges.");
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
