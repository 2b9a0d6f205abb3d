namespace Mien.Data.Files;

/// <summary>Compares files.</summary>
internal static class FileContent
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Whether two files hold the same bytes.</summary>
    public static bool Equal(string left, string right)
    {
        using var first = File.OpenHandle(left, options: FileOptions.SequentialScan);
        using var second = File.OpenHandle(right, options: FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(first);
        if (length != RandomAccess.GetLength(second))
        {
            return false;
        }

        var (one, two) = (new byte[Math.Min(length, BufferBytes)], new byte[Math.Min(length, BufferBytes)]);
        for (var offset = 0L; offset < length;)
        {
            var count = RandomAccess.Read(first, one, offset);
            if (count == 0 || RandomAccess.Read(second, two.AsSpan(0, count), offset) != count || !one.AsSpan(0, count).SequenceEqual(two.AsSpan(0, count)))
            {
                return false;
            }

            offset += count;
        }

        return true;
    }
}
