using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mien.Core;

namespace Mien.Data.Files;

/// <summary>
/// JSON that decides where files are moved to or which are deleted, in a file that begins with the SHA-256 of the rest: a damaged one is
/// refused instead of being acted on.
/// </summary>
internal static class SignedFile
{
    private const int HashLetters = 2 * SHA256.HashSizeInBytes;

    public static void Write(string path, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        AtomicFile.Write(path, stream =>
        {
            stream.Write(HashOf(buffer.WrittenSpan));
            stream.WriteByte((byte)'\n');
            stream.Write(buffer.WrittenSpan);
        });
    }

    /// <exception cref="MienException">The file cannot be read, it is not as it was written, or it was written by another version and lacks something.</exception>
    public static T Read<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var isWhole = bytes.Length > HashLetters && bytes[HashLetters] == '\n' && bytes.AsSpan(0, HashLetters).SequenceEqual(HashOf(bytes.AsSpan(HashLetters + 1)));
            if (!isWhole)
            {
                throw new JsonException("it is damaged, as its contents do not fit the hash at its beginning");
            }

            using var json = JsonDocument.Parse(bytes.AsMemory(HashLetters + 1));
            return read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new MienException($"{path} cannot be read: {e.Message}.", e);
        }
    }

    private static byte[] HashOf(ReadOnlySpan<byte> json) => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json)));
}
