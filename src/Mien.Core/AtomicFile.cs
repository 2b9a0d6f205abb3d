using System.Text;

namespace Mien.Core;

/// <summary>
/// Writes files so that a reader, a kill or a power cut sees the old content or the new content and nothing between:
/// write to a temporary file in the same folder, sync it, rename it over the target, sync the folder.
/// </summary>
public static class AtomicFile
{
    /// <summary>Ending of the temporary file; one that is left behind by a kill is harmless and is overwritten by the next write.</summary>
    public const string TemporarySuffix = ".partial";

    /// <summary>Replaces <paramref name="path"/> with what <paramref name="write"/> puts into the stream.</summary>
    /// <exception cref="IOException">The disk is full, the folder is missing, or the like; the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var temporary = path + TemporarySuffix;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SafeFile.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Replaces <paramref name="path"/> with text in UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Replaces <paramref name="path"/> with bytes.</summary>
    public static void WriteBytes(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));
}
