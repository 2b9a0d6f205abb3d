using System.Security.Cryptography;

namespace Mien.Inference.Files;

/// <summary>
/// Bytes at the end of a file by which Mien knows that it wrote the file itself: a random nonce and the tag that AES-256-GCM makes of all before
/// them (GMAC, NIST SP 800-38D) under a key that is made at the first use and lies in the user's cache folder. Who has not the key can neither
/// make nor change such a file.
/// </summary>
/// <remarks>A model is held against its seal before every first answer; this takes a quarter of the time of HMAC-SHA256.</remarks>
internal static class FileSeal
{
    /// <summary>Bytes of a seal.</summary>
    public const int Length = NonceBytes + TagBytes;

    private const int NonceBytes = 12, TagBytes = 16, KeyBytes = 32;

    private static string KeyPath => Path.Combine(LibraryLocation.CacheFolder, "mien", "seal.key");

    /// <summary>The seal of a content, to be written behind it.</summary>
    /// <exception cref="IOException">The key cannot be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The key cannot be kept.</exception>
    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        using var cipher = new AesGcm(Key() ?? NewKey(), TagBytes);
        var seal = RandomNumberGenerator.GetBytes(Length); // the nonce stays, the rest becomes the tag
        cipher.Encrypt(seal.AsSpan(0, NonceBytes), [], [], seal.AsSpan(NonceBytes), content);
        return seal;
    }

    /// <summary>Whether the bytes of a file end in the seal of what is before it.</summary>
    public static bool Holds(ReadOnlySpan<byte> file)
    {
        if (file.Length <= Length || Key() is not { } key)
        {
            return false;
        }

        using var cipher = new AesGcm(key, TagBytes);
        var seal = file[^Length..];
        try
        {
            cipher.Decrypt(seal[..NonceBytes], [], seal[NonceBytes..], [], file[..^Length]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static byte[]? Key() => File.Exists(KeyPath) && File.ReadAllBytes(KeyPath) is { Length: KeyBytes } key ? key : null;

    // Of two processes that make the first key at once one finds the other's.
    private static byte[] NewKey()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        var temporary = $"{KeyPath}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
        }

        try
        {
            File.Move(temporary, KeyPath, overwrite: File.Exists(KeyPath) && Key() is null);
        }
        catch (IOException)
        {
            File.Delete(temporary);
        }

        return Key() ?? throw new IOException($"Expected to keep a key of {KeyBytes} bytes in '{KeyPath}' but it is not there.");
    }
}
