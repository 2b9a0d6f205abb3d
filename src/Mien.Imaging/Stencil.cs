using Mien.Core;
using Mien.Imaging.Codecs;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>A picture with holes, for <see cref="Draw.Stencil"/>: an emoji, a letter.</summary>
/// <param name="Colour">RGB, without regard to <paramref name="Alpha"/>.</param>
/// <param name="Alpha">Grey, of the same size: 0 where nothing is seen, 255 where nothing shines through.</param>
public sealed record Stencil(Image Colour, Image Alpha)
{
    /// <summary>Decodes a PNG with its transparency.</summary>
    /// <param name="bytes">Content of the file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What it may cost; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="ImageException">The bytes are too many, no PNG, damaged or cut short.</exception>
    public static Stencil DecodePng(ReadOnlySpan<byte> bytes, string name, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        PictureFile.CheckBytes(name, bytes.Length, limits.MaxBytes);
        var header = ImageCodec.ReadHeader(bytes, name);
        if (header.Format != ImageFormat.Png || (long)header.StoredWidth * header.StoredHeight > Math.Min(limits.MaxPixels, Array.MaxLength / 4))
        {
            throw new ImageException(name, $"expected a PNG of at most {limits.MaxPixels} pixels but found a {header.Format.Name} of {header.StoredWidth}x{header.StoredHeight}");
        }

        var (width, height) = (header.StoredWidth, header.StoredHeight);
        var pixels = new byte[width * height * 4];
        try
        {
            Vision.CheckCodec(NativeMethods.mien_codecs_decode_png(bytes, bytes.Length, pixels, width, height, channels: 4));
        }
        catch (VisionException e)
        {
            throw new ImageException(name, $"is a damaged or unsupported PNG: {e.Message}", e);
        }

        return Split(pixels, width, height);
    }

    /// <summary>The same in another size, by area means; what is seen through the holes has no part in them.</summary>
    public Stencil Resize(int width, int height)
    {
        // Weighed with its alpha, because the colour of a pixel that is not seen is arbitrary.
        var weighed = Colour.Clone();
        for (var pixel = 0; pixel < Alpha.Pixels.Length; pixel++)
        {
            foreach (ref var value in weighed.Pixels.AsSpan(pixel * 3, 3))
            {
                value = (byte)(((value * Alpha.Pixels[pixel]) + 127) / 255);
            }
        }

        var (colour, alpha) = (Geometry.Resize(weighed, width, height, Interpolation.Area), Geometry.Resize(Alpha, width, height, Interpolation.Area));
        for (var pixel = 0; pixel < alpha.Pixels.Length; pixel++)
        {
            foreach (ref var value in colour.Pixels.AsSpan(pixel * 3, 3))
            {
                value = (byte)Math.Min(255, value * 255 / Math.Max(1, (int)alpha.Pixels[pixel]));
            }
        }

        return new(colour, alpha);
    }

    private static Stencil Split(byte[] rgba, int width, int height)
    {
        var (colour, alpha) = (new Image(width, height, 3), new Image(width, height, 1));
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            rgba.AsSpan(pixel * 4, 3).CopyTo(colour.Pixels.AsSpan(pixel * 3));
            alpha.Pixels[pixel] = rgba[(pixel * 4) + 3];
        }

        return new(colour, alpha);
    }
}
