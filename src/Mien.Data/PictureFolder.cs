using Mien.Imaging;

namespace Mien.Data;

/// <summary>The pictures in one folder and the folders below it; see <see cref="FolderDataset"/> for what is passed over.</summary>
internal sealed class PictureFolder
{
    // A folder that may not be entered is an error: its pictures would be missing without a word.
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    /// <summary>Paths relative to the folder, with '/' between folders, in no particular order.</summary>
    public List<(string Path, long SizeBytes)> Pictures { get; } = [];

    public int IgnoredFileCount { get; private set; }

    public static PictureFolder Read(string folder)
    {
        var found = new PictureFolder();
        found.Walk(RealPath(folder), "");
        return found;
    }

    public static int CountVisibleFiles(string folder) => Directory.EnumerateFiles(folder, "*", Visible).Count();

    private void Walk(string folder, string prefix)
    {
        if (!_visited.Add(folder))
        {
            return; // reached before by another way
        }

        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Visible).OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is FileInfo file)
            {
                AddFile(file, prefix + entry.Name);
            }
            else if (entry.LinkTarget is null)
            {
                Walk(entry.FullName, $"{prefix}{entry.Name}/");
            }
            else if (RealPath(entry.FullName) is var target && !Contains(target, folder))
            {
                Walk(target, $"{prefix}{entry.Name}/");
            }
        }
    }

    // A link to a folder above would read the pictures of other classes as ones of this class.
    private static bool Contains(string folder, string inner) => (inner + '/').StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);

    private void AddFile(FileInfo file, string path)
    {
        if (ImageCodec.HasImageExtension(file.Name))
        {
            Pictures.Add((path, SizeBytes(file)));
        }
        else
        {
            IgnoredFileCount++;
        }
    }

    // The length of a link is that of its text; what counts is the picture behind it. A broken link stays in the list, so
    // that it is reported with the unreadable pictures instead of vanishing.
    private static long SizeBytes(FileInfo file) =>
        file.LinkTarget is null ? file.Length : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : 0;

    private static string RealPath(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(path));
        var target = Directory.ResolveLinkTarget(here, returnFinalTarget: true);
        return target is null ? here : RealPath(target.FullName);
    }
}
