namespace Mien.Imaging.Codecs;

/// <summary>The bytes of a picture file, or one clear error.</summary>
internal static class PictureFile
{
    public static byte[] ReadBytes(string path, long maxBytes)
    {
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            var length = RandomAccess.GetLength(file);
            CheckBytes(path, length, maxBytes);
            var bytes = new byte[length];
            for (var read = 0; read < bytes.Length;)
            {
                var count = RandomAccess.Read(file, bytes.AsSpan(read), read);
                read += count > 0 ? count : throw new ImageException(path, $"ended after {read} of {length} bytes; is it still being written?");
            }

            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ImageException(path, Describe(path, e), e) { Kind = e is FileNotFoundException or DirectoryNotFoundException ? ImageProblem.Missing : ImageProblem.Unreadable };
        }
    }

    public static void CheckBytes(string name, long length, long maxBytes)
    {
        if (length > maxBytes)
        {
            throw new ImageException(name, $"has {length} bytes; at most {maxBytes} are read") { Kind = ImageProblem.TooLarge };
        }
    }

    private static string Describe(string path, Exception e) => e switch
    {
        _ when Directory.Exists(path) => "expected a picture but found a folder",
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "may not be read by this user",
        _ => $"cannot be read: {e.Message}",
    };
}
