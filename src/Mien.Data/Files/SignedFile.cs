using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mien.Core;

namespace Mien.Data.Files;

/// <summary>
/// Values that decide where files are moved to or which are deleted, in a file that begins with the SHA-256 of the rest: a damaged one is
/// refused instead of being acted on.
/// </summary>
internal static class SignedFile
{
    private const int HashLetters = 2 * SHA256.HashSizeInBytes;

    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        AtomicFile.WriteBytes(path, [.. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))), (byte)'\n', .. json]);
    }

    /// <exception cref="MienException">The file cannot be read, or it is not as it was written.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var isWhole = bytes.Length > HashLetters && bytes[HashLetters] == '\n'
                && Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(HashLetters + 1)))).AsSpan().SequenceEqual(bytes.AsSpan(0, HashLetters));
            return isWhole
                ? JsonSerializer.Deserialize(bytes.AsSpan(HashLetters + 1), type) ?? throw new JsonException("it is empty")
                : throw new JsonException("it is damaged, as its contents do not fit the hash at its beginning");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new MienException($"{path} cannot be read: {e.Message}.", e);
        }
    }
}
