using System.Globalization;

namespace Mien.Data.Loading;

/// <summary>How much memory decoded pictures may take when nobody says so.</summary>
internal static class CacheBudget
{
    private const long MaxBytes = 2L << 30;
    private const string MemoryInfo = "/proc/meminfo";
    private const string AvailableKey = "MemAvailable:";

    public static long DefaultBytes => Math.Min(MaxBytes, AvailableBytes() / 4);

    // The runtime knows the limit of the machine or container, Linux what of the machine's is free now.
    private static long AvailableBytes()
    {
        var info = GC.GetGCMemoryInfo();
        var limit = Math.Max(0, info.TotalAvailableMemoryBytes - Environment.WorkingSet);
        return File.Exists(MemoryInfo) && ParseAvailable(File.ReadLines(MemoryInfo)) is { } free ? Math.Min(limit, free) : limit;
    }

    // A line such as "MemAvailable:   23040000 kB" (proc(5)).
    internal static long? ParseAvailable(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(line => line.StartsWith(AvailableKey, StringComparison.Ordinal));
        var number = line?[AvailableKey.Length..].Replace("kB", "", StringComparison.Ordinal);
        return long.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes * 1024 : null;
    }
}
