namespace Mien.Imaging;

/// <summary>Tells videos from other files, without decoding anything.</summary>
public static class VideoFormats
{
    /// <summary>How many bytes from the start of a file <see cref="LooksLikeVideo"/> wants to see.</summary>
    public const int HeadBytes = 192;

    private static readonly string[] Extensions =
        [".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".3gp", ".ogv", ".flv", ".wmv"];

    // "ftyp" opens HEIF and AVIF pictures, too.
    private static readonly string[] PictureBrands = ["heic", "heix", "heif", "mif1", "msf1", "avif", "avis", "crx "];

    /// <summary>True where a path ends like a video (.mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg .ts .mts .m2ts .3gp .ogv .flv .wmv, in any case).</summary>
    public static bool HasVideoExtension(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>True where the first bytes of a file are those of a container that is read as a video.</summary>
    /// <param name="head">The first <see cref="HeadBytes"/> bytes, or the whole of a shorter file.</param>
    public static bool LooksLikeVideo(ReadOnlySpan<byte> head) =>
        IsMp4(head)
        || (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("AVI "u8))
        || head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) // Matroska, WebM
        || head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]) // MPEG program stream
        || head.StartsWith("OggS"u8)
        || head.StartsWith("FLV\u0001"u8)
        || head.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) // ASF, WMV
        || (head.Length > 188 && head[0] == 0x47 && head[188] == 0x47); // MPEG transport stream

    private static bool IsMp4(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12)
        {
            return false;
        }

        var kind = head[4..8];
        if (kind.SequenceEqual("ftyp"u8))
        {
            var brand = System.Text.Encoding.Latin1.GetString(head[8..12]);
            return !PictureBrands.Contains(brand, StringComparer.Ordinal);
        }

        return kind.SequenceEqual("moov"u8) || kind.SequenceEqual("mdat"u8) || kind.SequenceEqual("wide"u8) || kind.SequenceEqual("free"u8);
    }
}
