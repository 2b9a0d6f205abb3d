using Mien.Core;
using Mien.Imaging.Codecs;
using Mien.Imaging.Headers;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>
/// Reads and writes picture files. The format is recognised by content, never by extension, and the picture comes out
/// upright: EXIF orientation is applied for JPEG, PNG, WebP and TIFF alike. Safe to call from any number of threads.
/// </summary>
/// <remarks>
/// Samples of 16 bits are scaled to 8 (v / 257, rounded); palettes are resolved; CMYK becomes RGB without a profile; colour
/// profiles and gamma are ignored, as in OpenCV. Transparency is laid over white, as viewers show it, because the colour
/// under transparent pixels is arbitrary (the alpha of BMP is ignored: most writers leave it empty). Of an animated PNG or
/// WebP and of a TIFF with several pages the first picture is taken. A file that is cut short or damaged so that pixels
/// are missing is an error and not a half-grey picture, which would poison training.
/// </remarks>
public static class ImageCodec
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff", ".pgm", ".ppm", ".pnm"];

    /// <summary>True where a path ends like a picture that can be read (.jpg .jpeg .jpe .png .bmp .webp .tif .tiff .pgm .ppm .pnm, in any case).</summary>
    public static bool HasImageExtension(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var extension = Path.GetExtension(path.AsSpan());
        foreach (var known in Extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The format that the extension of a path asks for when a picture is written; null where it names none that can be written.</summary>
    public static ImageFormat? WritableFormat(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jpg" or ".jpeg" or ".jpe" => ImageFormat.Jpeg,
        ".png" => ImageFormat.Png,
        ".bmp" => ImageFormat.Bmp,
        ".webp" => ImageFormat.Webp,
        ".tif" or ".tiff" => ImageFormat.Tiff,
        _ => null,
    };

    /// <summary>Reads a picture file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">3 for RGB, 1 for grey; the picture is converted where it is stored otherwise.</param>
    /// <param name="limits">What it may cost; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="ImageException">The file is missing, too large, no picture, damaged or cut short.</exception>
    public static Image Read(string path, int channels = 3, DecodeLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= DecodeLimits.Default;
        return Decode(PictureFile.ReadBytes(path, limits.MaxBytes), path, channels, limits);
    }

    /// <summary>The bytes of a picture file, for callers that need them beside the picture; <see cref="Decode"/> takes them.</summary>
    /// <exception cref="ImageException">The file is missing, too large or cannot be read.</exception>
    public static byte[] ReadBytes(string path, DecodeLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return PictureFile.ReadBytes(path, (limits ?? DecodeLimits.Default).MaxBytes);
    }

    /// <summary>Whether a path ends as files of a format do; false for no extension.</summary>
    public static bool ExtensionFits(string path, ImageFormat format)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Path.GetExtension(path).ToLowerInvariant() is var extension && format switch
        {
            ImageFormat.Jpeg => extension is ".jpg" or ".jpeg" or ".jpe",
            ImageFormat.Tiff => extension is ".tif" or ".tiff",
            ImageFormat.Pnm => extension is ".pgm" or ".ppm" or ".pnm",
            _ => extension == $".{format.Name.ToLowerInvariant()}",
        };
    }

    /// <summary>Decodes a picture file that is in memory.</summary>
    /// <param name="bytes">Content of the file.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="channels">3 for RGB, 1 for grey; the picture is converted where it is stored otherwise.</param>
    /// <param name="limits">What it may cost; null for <see cref="DecodeLimits.Default"/>.</param>
    /// <exception cref="ImageException">The bytes are too many, no picture, damaged or cut short.</exception>
    public static Image Decode(ReadOnlySpan<byte> bytes, string name, int channels = 3, DecodeLimits? limits = null)
    {
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Expected 1 channel (grey) or 3 (RGB).");
        }

        limits ??= DecodeLimits.Default;
        PictureFile.CheckBytes(name, bytes.Length, limits.MaxBytes);
        var header = ReadHeader(bytes, name);
        CheckPixels(header, name, limits.MaxPixels);
        try
        {
            var stored = Decoder.Decode(bytes, header);
            return Orientation.Apply(channels == 1 ? Colour.ToGrey(stored) : Colour.ToRgb(stored), header.Orientation);
        }
        catch (Exception e) when (e is VisionException or FormatException)
        {
            throw new ImageException(name, $"is a damaged or unsupported {header.Format.Name}: {e.Message}", e);
        }
    }

    /// <summary>Reads what a picture file says about itself, without decoding it.</summary>
    /// <param name="bytes">Content of the file.</param>
    /// <param name="name">What messages call the file.</param>
    /// <exception cref="ImageException">The bytes are no picture, or its header is damaged.</exception>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return HeaderReader.Read(bytes);
        }
        catch (FormatException e)
        {
            throw new ImageException(name, e.Message, e) { Kind = e is UnsupportedFormatException ? ImageProblem.Unsupported : ImageProblem.Unreadable };
        }
    }

    /// <summary>Encodes a picture. Equal pictures give equal bytes.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">Any format but <see cref="ImageFormat.Pnm"/>.</param>
    /// <param name="quality">1 (small) to 100 (faithful), for JPEG and WebP; the others are lossless and ignore it.</param>
    /// <exception cref="ArgumentException">The format cannot be written, or the quality is out of range.</exception>
    /// <exception cref="MienException">The format cannot hold a picture of this size.</exception>
    public static byte[] Encode(Image image, ImageFormat format, int quality = 95)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encoder.Encode(image, format, quality);
    }

    /// <summary>Encodes a picture as JPEG or WebP and decodes it again, which leaves the traces of the compression.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="format">JPEG or WebP; a grey picture goes through WebP in colour.</param>
    /// <param name="quality">1 (small) to 100 (faithful).</param>
    /// <param name="result">Is written over; another picture of the same size and channels.</param>
    /// <exception cref="ArgumentException">The format keeps every value, or the result does not fit.</exception>
    public static void Recompress(Image image, ImageFormat format, int quality, Image result)
    {
        Geometry.CheckResult(image, result, sameSize: true);
        if (format != ImageFormat.Jpeg && format != ImageFormat.Webp)
        {
            throw new ArgumentException($"Expected JPEG or WebP but got {format}.", nameof(format));
        }

        Decode(Encode(image, format, quality), "a compressed picture", image.Channels).Pixels.CopyTo(result.Pixels, 0);
    }

    /// <summary>Writes a picture file, replacing an old one in one step (<see cref="AtomicFile"/>).</summary>
    /// <param name="image">The picture.</param>
    /// <param name="path">The file; its extension chooses the format.</param>
    /// <param name="quality">1 (small) to 100 (faithful), for JPEG and WebP; the others are lossless and ignore it.</param>
    /// <exception cref="ImageException">The extension names no format that can be written, or the file cannot be written.</exception>
    public static void Write(Image image, string path, int quality = 95)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var format = WritableFormat(path) ?? throw new ImageException(
            path, $"expected the extension .jpg, .png, .bmp, .webp or .tif of a picture to write but found '{Path.GetExtension(path)}'");
        try
        {
            AtomicFile.WriteBytes(path, Encode(image, format, quality));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or VisionException)
        {
            throw new ImageException(path, $"cannot be written: {e.Message}", e);
        }
    }

    private static void CheckPixels(ImageHeader header, string name, long maxPixels)
    {
        var allowed = Math.Min(maxPixels, Array.MaxLength / 3);
        if ((long)header.StoredWidth * header.StoredHeight > allowed)
        {
            throw new ImageException(name, $"has {header.StoredWidth}x{header.StoredHeight} pixels; at most {allowed} pixels are read") { Kind = ImageProblem.TooLarge };
        }
    }
}
