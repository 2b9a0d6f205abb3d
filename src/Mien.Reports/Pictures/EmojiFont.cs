using System.Buffers.Binary;
using System.Text;
using Mien.Imaging;

namespace Mien.Reports;

/// <summary>
/// Pictures of emoji out of a font with coloured bitmaps (OpenType 1.9, tables cmap, CBLC and CBDT), such as Noto Color Emoji of
/// Debian's fonts-noto-color-emoji. Reads the few kilobytes that it needs, and trusts none of them.
/// </summary>
public sealed class EmojiFont
{
    /// <summary>The environment variable that names another font.</summary>
    public const string Variable = "MIEN_EMOJI_FONT";

    private const int MaxTableBytes = 4 << 20;
    private const int MaxGlyphBytes = 1 << 20;
    private static readonly DecodeLimits Limits = new() { MaxBytes = MaxGlyphBytes, MaxPixels = 1 << 20 };
    private static readonly string[] Places =
        ["/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", "/usr/share/fonts/noto/NotoColorEmoji.ttf", "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf"];

    private readonly string _path;
    private readonly BitmapLocations _locations;
    private readonly CharacterMap _characters;
    private readonly long _bitmaps;

    private EmojiFont(string path, Stream font)
    {
        _path = path;
        var tables = Tables(font);
        _characters = new(Read(font, tables["cmap"]));
        _locations = new(Read(font, tables["CBLC"]));
        _bitmaps = tables["CBDT"].Offset;
    }

    /// <summary>Path of the font that is named or installed, or null where there is none.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);

    /// <summary>Opens a font.</summary>
    /// <exception cref="ImageException">The file is missing, damaged, or a font without coloured bitmaps.</exception>
    public static EmojiFont Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Guard(path, () =>
        {
            using var font = File.OpenRead(path);
            return new EmojiFont(path, font);
        });
    }

    /// <summary>The picture of an emoji, in the size that the font has; null for one that it lacks.</summary>
    /// <param name="emoji">One character; a variation selector after it changes nothing.</param>
    /// <exception cref="ImageException">The font is damaged.</exception>
    public Stencil? Draw(string emoji)
    {
        ArgumentException.ThrowIfNullOrEmpty(emoji);
        return Guard(_path, () => _characters.GlyphOf(Rune.GetRuneAt(emoji, 0)) is { } glyph && _locations.Find(glyph) is { } place ? Decode(place, emoji) : null);
    }

    // Before the PNG there is its length, and before that in two of the three formats its metrics.
    private Stencil Decode(BitmapPlace place, string emoji)
    {
        var metrics = place.ImageFormat switch { 17 => 5, 18 => 8, 19 => 0, var other => throw new FormatException($"Bitmaps of format {other} are not read.") };
        using var font = File.OpenRead(_path);
        var glyph = Read(font, (checked(_bitmaps + place.Offset), place.Length));
        var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(glyph.AsSpan(metrics)), int.MaxValue);
        return Stencil.DecodePng(glyph.AsSpan(metrics + 4, length), $"{emoji} of {_path}", Limits);
    }

    private static Dictionary<string, (long Offset, long Length)> Tables(Stream font)
    {
        var count = BinaryPrimitives.ReadUInt16BigEndian(Read(font, (4, 2)));
        var directory = Read(font, (12, count * 16L));
        return Enumerable.Range(0, count).Select(index => directory[(index * 16)..((index + 1) * 16)]).GroupBy(entry => Encoding.ASCII.GetString(entry, 0, 4)).ToDictionary(
            group => group.Key,
            group => ((long)BinaryPrimitives.ReadUInt32BigEndian(group.First().AsSpan(8)), (long)BinaryPrimitives.ReadUInt32BigEndian(group.First().AsSpan(12))));
    }

    private static byte[] Read(Stream font, (long Offset, long Length) part)
    {
        if (part.Length > MaxTableBytes || part.Offset > font.Length - part.Length)
        {
            throw new FormatException("A table lies outside the file.");
        }

        var bytes = new byte[part.Length];
        font.Position = part.Offset;
        font.ReadExactly(bytes);
        return bytes;
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, $"cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or KeyNotFoundException or OverflowException or IndexOutOfRangeException)
        {
            throw new ImageException(path, $"is no font with coloured bitmaps: {e.Message}", e);
        }
    }
}
