using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>A picture file to look at, or the reason why there is none.</summary>
/// <param name="Path">The file or folder, written as the user wrote its beginning.</param>
/// <param name="Error">What is wrong with it; null for a file that exists.</param>
public readonly record struct PicturePath(string Path, string? Error = null);

/// <summary>Turns the files and folders that a user names into a list of pictures.</summary>
public static class PicturePaths
{
    // A folder that may not be entered is an error: its pictures would be missing without a word.
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    /// <summary>
    /// The pictures in the order of the arguments. A file stands for itself, whatever its name; a folder for all files below it
    /// that end like pictures, in ordinal order of their paths, names with a leading dot left out, links to folders followed
    /// once. What does not exist, cannot be entered or holds no picture appears in its place with an error.
    /// </summary>
    public static IEnumerable<PicturePath> Expand(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.SelectMany(ExpandOne);
    }

    private static IEnumerable<PicturePath> ExpandOne(string path)
    {
        if (!Directory.Exists(path))
        {
            return [new PicturePath(path, File.Exists(path) ? null : "no such file or folder")];
        }

        return Walk(path, new HashSet<string>(StringComparer.Ordinal)).DefaultIfEmpty(new PicturePath(path, "there is no picture in this folder"));
    }

    private static IEnumerable<PicturePath> Walk(string folder, HashSet<string> visited)
    {
        var (entries, error) = Entries(folder, visited);
        if (error is not null)
        {
            yield return new PicturePath(folder, error);
        }

        foreach (var entry in entries)
        {
            var path = Path.Combine(folder, entry.Name);
            if (entry is FileInfo && ImageCodec.HasImageExtension(entry.Name))
            {
                yield return new PicturePath(path);
            }
            else if (entry is DirectoryInfo)
            {
                foreach (var inner in Walk(path, visited))
                {
                    yield return inner;
                }
            }
        }
    }

    // The separator behind a folder's name makes the order that of whole paths: "a-b.jpg" comes before "a/c.jpg".
    private static (IReadOnlyList<FileSystemInfo> Entries, string? Error) Entries(string folder, HashSet<string> visited)
    {
        try
        {
            return visited.Add(RealPath(folder))
                ? ([.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Visible).OrderBy(entry => entry is DirectoryInfo ? entry.Name + '/' : entry.Name, StringComparer.Ordinal)], null)
                : ([], null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], $"cannot be read: {e.Message}");
        }
    }

    private static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        var target = Directory.ResolveLinkTarget(here, returnFinalTarget: true);
        return target is null ? here : RealPath(target.FullName);
    }
}
