using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>Smooths pictures.</summary>
public static class Blur
{
    /// <summary>Gaussian blur with OpenCV's arithmetic: kernel of about 6 sigma + 1 pixels, borders mirrored without repeating the edge.</summary>
    /// <param name="image">The picture, which is not changed.</param>
    /// <param name="sigmaPx">Standard deviation in pixels, above 0 and at most 1000.</param>
    public static Image Gaussian(Image image, double sigmaPx)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (sigmaPx is not (> 0 and <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaPx), sigmaPx, "Expected a standard deviation above 0 and at most 1000 pixels.");
        }

        var result = new Image(image.Width, image.Height, image.Channels);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_gaussian_blur(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, sigmaPx));
        return result;
    }
}
