namespace Mien.Imaging.Headers;

/// <summary>Finds a file's format by its first bytes and reads size, channels and orientation without decoding pixels.</summary>
internal static class HeaderReader
{
    public const string Expected = "expected a picture (JPEG, PNG, BMP, WebP, TIFF, PGM or PPM) but found";

    /// <exception cref="UnsupportedFormatException">It is a file of a known format that is not read.</exception>
    /// <exception cref="FormatException">It is no picture, or a damaged or unsupported one; the message lacks the file's name.</exception>
    public static ImageHeader Read(ReadOnlySpan<byte> bytes)
    {
        var header = Recognise(bytes) switch
        {
            ImageFormat.Jpeg => JpegHeader.Read(bytes),
            ImageFormat.Png => PngHeader.Read(bytes),
            ImageFormat.Bmp => BmpHeader.Read(bytes).ToImageHeader(),
            ImageFormat.Webp => WebpHeader.Read(bytes),
            ImageFormat.Tiff => TiffHeader.Read(bytes),
            _ => PnmHeader.Read(bytes).ToImageHeader(),
        };
        return header.StoredWidth >= 1 && header.StoredHeight >= 1
            ? header
            : throw new FormatException($"is a damaged {header.Format.Name}: its header says {header.StoredWidth}x{header.StoredHeight} pixels");
    }

    private static ImageFormat Recognise(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.Webp,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => ImageFormat.Tiff,
        [(byte)'B', (byte)'M', _, _, _, _, _, _, _, _, ..] => ImageFormat.Bmp,
        [(byte)'P', (byte)'5' or (byte)'6', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#', ..] => ImageFormat.Pnm,
        _ => throw (Other(bytes) is { } other ? new UnsupportedFormatException($"{Expected} {other}") : new FormatException($"{Expected} {Describe(bytes)}")),
    };

    private static string? Other(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "a GIF, which is not supported; save it as PNG",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => $"an ISO media file of brand '{Brand(bytes)}' (HEIC, AVIF or video), which is not supported; save it as JPEG or PNG",
        [(byte)'I', (byte)'I', 43, 0, ..] or [(byte)'M', (byte)'M', 0, 43, ..] => "a BigTIFF, which is not supported; save it as TIFF",
        [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r', ..] => "a netpbm file other than binary PGM (P5) and PPM (P6)",
        [0, 0, 0, 0x0C, (byte)'j', (byte)'P', ..] => "a JPEG 2000, which is not supported; save it as PNG",
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => "a Photoshop file, which is not supported; save it as PNG",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive",
        _ => null,
    };

    private static string Describe(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [] => "an empty file",
        _ when IsText(bytes) => "text",
        _ => $"{bytes.Length} bytes of another kind, beginning with {Convert.ToHexString(bytes[..Math.Min(8, bytes.Length)])}",
    };

    private static string Brand(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 12 && IsText(bytes[8..12]) ? System.Text.Encoding.ASCII.GetString(bytes[8..12]).TrimEnd() : "?";

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes[..Math.Min(512, bytes.Length)])
        {
            if (value is < 9 or (> 13 and < 32) or 127)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A file of a known format that is not read.</summary>
internal sealed class UnsupportedFormatException(string message) : FormatException(message);
