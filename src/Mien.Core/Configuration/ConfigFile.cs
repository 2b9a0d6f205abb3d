using System.Text;

namespace Mien.Core;

/// <summary>Reads the text of a configuration file, which may be anything at all.</summary>
public static class ConfigFile
{
    // More text than this is no configuration, and reading it would cost memory for nothing; UTF-8 has up to four bytes in a character.
    private const int MaxBytes = 4 * YamlTree.MaxCharacters;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file of limited size in valid UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What messages call it, for example "recipe".</param>
    /// <exception cref="ConfigException">It cannot be read, is too large or is no text.</exception>
    public static string ReadText(string path, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var bytes = ReadBytes(path, kind);
            return StrictUtf8.GetString(bytes.AsSpan(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0));
        }
        catch (DecoderFallbackException e)
        {
            throw new ConfigException($"Expected a {kind} in UTF-8 but byte {e.Index + 1} of {path} is none; save the file as UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"Cannot read the {kind} '{path}': {e.Message}", e);
        }
    }

    // The length of a pipe or a device is not known beforehand, so what is read is limited as well.
    private static byte[] ReadBytes(string path, string kind)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var isTooLarge = stream.CanSeek && stream.Length > MaxBytes;
        var buffer = new byte[isTooLarge ? 0 : MaxBytes + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return !isTooLarge && length <= MaxBytes
            ? buffer[..length]
            : throw new ConfigException($"Expected a {kind} of at most {MaxBytes} bytes but {path} has {(isTooLarge ? stream.Length : "more")}.");
    }
}
