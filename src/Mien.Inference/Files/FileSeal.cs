using System.Security.Cryptography;

namespace Mien.Inference.Files;

/// <summary>
/// Bytes at the end of a file by which Mien knows that it wrote the file itself: an HMAC-SHA256 of all before them under a key that is made at
/// the first use and lies in the user's cache folder. Who has not the key can neither make nor change such a file.
/// </summary>
internal static class FileSeal
{
    /// <summary>Bytes of a seal.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes;

    private const int KeyBytes = 32;
    private const int BufferBytes = 1 << 20;

    private static string KeyPath => Path.Combine(LibraryLocation.CacheFolder, "mien", "seal.key");

    /// <summary>Seals a file that is open for reading and writing.</summary>
    /// <exception cref="IOException">The key cannot be kept.</exception>
    /// <exception cref="UnauthorizedAccessException">The key cannot be kept.</exception>
    public static void Append(FileStream file)
    {
        file.Position = 0;
        var seal = Of(file, file.Length, Key() ?? NewKey());
        file.Position = file.Length;
        file.Write(seal);
    }

    /// <summary>Whether a file ends in the seal of what is before it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static bool Holds(string path)
    {
        if (Key() is not { } key)
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        if (file.Length <= Length)
        {
            return false;
        }

        var expected = Of(file, file.Length - Length, key);
        var found = new byte[Length];
        file.ReadExactly(found);
        return CryptographicOperations.FixedTimeEquals(expected, found);
    }

    private static byte[] Of(FileStream file, long length, byte[] key)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        var buffer = new byte[BufferBytes];
        for (var left = length; left > 0;)
        {
            var count = (int)Math.Min(left, buffer.Length);
            file.ReadExactly(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        return hash.GetHashAndReset();
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
