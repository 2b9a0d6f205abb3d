using Mien.Imaging.Interop;

namespace Mien.Imaging.Codecs;

/// <summary>Pictures as the bytes of a file.</summary>
internal static class Encoder
{
    public static byte[] Encode(Image image, ImageFormat format, int quality)
    {
        if (format == ImageFormat.Bmp)
        {
            return BmpEncoder.Encode(image);
        }

        var (pixels, width, height, channels) = (image.Pixels, image.Width, image.Height, image.Channels);
        BufferHandle buffer;
        Vision.CheckCodec(format switch
        {
            ImageFormat.Jpeg => NativeMethods.mien_codecs_encode_jpeg(pixels, width, height, channels, quality, out buffer),
            ImageFormat.Png => NativeMethods.mien_codecs_encode_png(pixels, width, height, channels, out buffer),
            ImageFormat.Webp => NativeMethods.mien_codecs_encode_webp(Colour.ToRgb(image).Pixels, width, height, quality, out buffer),
            ImageFormat.Tiff => NativeMethods.mien_codecs_encode_tiff(pixels, width, height, channels, out buffer),
            _ => throw new ArgumentException($"Pictures are not written as {format.Name}; choose JPEG, PNG, BMP, WebP or TIFF.", nameof(format)),
        });
        using (buffer)
        {
            return buffer.ToArray();
        }
    }
}
