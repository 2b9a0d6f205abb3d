using Mien.Imaging.Headers;
using Mien.Imaging.Interop;

namespace Mien.Imaging.Codecs;

/// <summary>Pixels as the file stores them: its own channels, its own row order, before orientation.</summary>
internal static class Decoder
{
    /// <exception cref="VisionException">The codec refused.</exception>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, ImageHeader header) => header.Format switch
    {
        ImageFormat.Bmp => BmpDecoder.Decode(bytes, BmpHeader.Read(bytes)),
        ImageFormat.Pnm => PnmDecoder.Decode(bytes, PnmHeader.Read(bytes)),
        _ => DecodeNative(bytes, header),
    };

    private static Image DecodeNative(ReadOnlySpan<byte> bytes, ImageHeader header)
    {
        var (width, height, channels) = (header.StoredWidth, header.StoredHeight, header.StoredChannels);
        var image = new Image(width, height, channels);
        Vision.CheckCodec(header.Format switch
        {
            ImageFormat.Jpeg => NativeMethods.mien_codecs_decode_jpeg(bytes, bytes.Length, image.Pixels, width, height, channels),
            ImageFormat.Png => NativeMethods.mien_codecs_decode_png(bytes, bytes.Length, image.Pixels, width, height, channels),
            ImageFormat.Webp => NativeMethods.mien_codecs_decode_webp(bytes, bytes.Length, image.Pixels, width, height),
            _ => NativeMethods.mien_codecs_decode_tiff(bytes, bytes.Length, image.Pixels, width, height),
        });
        return image;
    }
}
