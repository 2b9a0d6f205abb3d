using System.IO.Compression;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>The pictures in a zip archive, read into memory one after another; nothing is extracted to the disk.</summary>
internal static class ZipInput
{
    private const string Extension = ".zip";
    private const int MaxEntries = 1_000_000;

    // Pictures are compressed already. Entries that share their bytes make archives that are small and never end.
    private const int MaxRatio = 100;
    private const long AlwaysAllowedBytes = 1L << 30;

    /// <summary>True where a path ends like an archive, in any case.</summary>
    public static bool HasExtension(string path) => Path.GetExtension(path.AsSpan()).Equals(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The pictures in ordinal order of their names, called <c>faces.zip/inner/a.jpg</c>; problems appear in their place.</summary>
    public static IEnumerable<InputPicture> Read(string path)
    {
        var (archive, problem) = Open(path);
        if (archive is null)
        {
            yield return new(path) { Problem = problem };
            yield break;
        }

        using (archive)
        {
            var wanted = archive.Entries.Where(IsWanted).OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToArray();
            var allowed = Math.Max(AlwaysAllowedBytes, MaxRatio * new FileInfo(path).Length);
            foreach (var entry in wanted)
            {
                if (allowed < 0)
                {
                    yield return new(path) { Problem = new(PredictionStatus.TooLarge, $"becomes more than {MaxRatio} times as large when it is unpacked; the pictures from '{entry.FullName}' on are not read") };
                    yield break;
                }

                var picture = ReadEntry(entry, $"{path}/{entry.FullName}");
                allowed -= picture.Bytes?.Length ?? (picture.Problem is { Status: PredictionStatus.TooLarge } ? DecodeLimits.Default.MaxBytes : 0); // what was unpacked before it was given up
                yield return picture;
            }

            if (wanted.Length == 0)
            {
                yield return new(path) { Problem = new(PredictionStatus.Missing, "there is no picture in this archive") };
            }
        }
    }

    private static bool IsWanted(ZipArchiveEntry entry) =>
        (ImageCodec.HasImageExtension(entry.Name) || HasExtension(entry.Name)) && !entry.FullName.Split('/').Any(part => part == "__MACOSX" || (part.StartsWith('.') && part is not ("." or "..")));

    private static (ZipArchive? Archive, InputProblem? Problem) Open(string path)
    {
        ZipArchive? archive = null;
        try
        {
            archive = ZipFile.OpenRead(path);
            if (archive.Entries.Count <= MaxEntries)
            {
                return (archive, null);
            }

            archive.Dispose();
            return (null, new(PredictionStatus.TooLarge, $"has {archive.Entries.Count} entries; at most {MaxEntries} are read"));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            archive?.Dispose();
            return (null, new(PredictionStatus.Unreadable, $"is not a zip archive that can be read: {e.Message}"));
        }
    }

    private static InputPicture ReadEntry(ZipArchiveEntry entry, string name)
    {
        if (HasExtension(entry.Name))
        {
            return Failed(PredictionStatus.Unsupported, "is an archive inside an archive, which is not opened; unpack it first");
        }

        if (entry.IsEncrypted)
        {
            return Failed(PredictionStatus.Unsupported, "is encrypted; unpack the archive first");
        }

        try
        {
            var limit = DecodeLimits.Default.MaxBytes;
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            var buffer = new byte[81_920];
            for (var count = content.Read(buffer); count > 0; count = content.Read(buffer))
            {
                if (bytes.Length + count > limit)
                {
                    return Failed(PredictionStatus.TooLarge, $"has more than {limit} bytes, which is the most that is read");
                }

                bytes.Write(buffer, 0, count);
            }

            return new(name) { Bytes = bytes.GetBuffer().AsMemory(0, (int)bytes.Length) };
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            return Failed(PredictionStatus.Unreadable, $"cannot be unpacked: {e.Message}");
        }

        InputPicture Failed(PredictionStatus status, string problem) => new(name) { Problem = new(status, problem) };
    }
}
