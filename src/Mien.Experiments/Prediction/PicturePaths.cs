using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Turns the files and folders that a user names into a list of pictures.</summary>
public static class PicturePaths
{
    // A folder that may not be entered is an error: its pictures would be missing without a word.
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    /// <summary>
    /// The pictures in the order of the arguments. A file stands for itself, whatever its name; a folder for all files below it
    /// that end like pictures, in ordinal order of their paths, names with a leading dot left out, links to folders followed
    /// once. What does not exist, cannot be entered or holds no picture appears in its place with a problem.
    /// </summary>
    public static IEnumerable<InputPicture> Expand(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.SelectMany(path => Directory.Exists(path) ? InFolder(path, ImageCodec.HasImageExtension)
            : File.Exists(path) ? [new InputPicture(path)]
            : [new InputPicture(path) { Problem = new(PredictionStatus.Missing, "no such file or folder") }]);
    }

    /// <summary>The files below a folder, as for <see cref="Expand"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isWanted">Tells by its name whether a file is wanted.</param>
    internal static IEnumerable<InputPicture> InFolder(string folder, Func<string, bool> isWanted) =>
        Walk(folder, isWanted, new HashSet<string>(StringComparer.Ordinal))
            .DefaultIfEmpty(new InputPicture(folder) { Problem = new(PredictionStatus.Missing, "there is no picture in this folder") });

    /// <summary>What is in a folder, ordered as whole paths are; or why it cannot be read.</summary>
    // The separator behind a folder's name makes the order that of whole paths: "a-b.jpg" comes before "a/c.jpg".
    internal static (IReadOnlyList<FileSystemInfo> Entries, string? Error) Entries(string folder)
    {
        try
        {
            return ([.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Visible).OrderBy(entry => entry is DirectoryInfo ? entry.Name + '/' : entry.Name, StringComparer.Ordinal)], null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], $"cannot be read: {e.Message}");
        }
    }

    /// <summary>The path of a folder with every link resolved.</summary>
    internal static string RealPath(string path)
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

    private static IEnumerable<InputPicture> Walk(string folder, Func<string, bool> isWanted, HashSet<string> visited)
    {
        if (!visited.Add(RealPath(folder)))
        {
            yield break;
        }

        var (entries, error) = Entries(folder);
        if (error is not null)
        {
            yield return new InputPicture(folder) { Problem = new(PredictionStatus.Unreadable, error) };
        }

        foreach (var entry in entries)
        {
            var path = Path.Combine(folder, entry.Name);
            if (entry is FileInfo && isWanted(entry.Name))
            {
                yield return new InputPicture(path);
            }
            else if (entry is DirectoryInfo)
            {
                foreach (var inner in Walk(path, isWanted, visited))
                {
                    yield return inner;
                }
            }
        }
    }
}
