using Mien.Imaging;

namespace Mien.Data;

/// <summary>A picture file.</summary>
/// <param name="Path">Relative to the folder that was read, with '/' between folders.</param>
/// <param name="SizeBytes">Of the file itself, also where the name is a link; 0 where a link leads nowhere.</param>
/// <param name="ModifiedTicks">When it, or the link, was last written: ticks of UTC.</param>
/// <param name="IsLink">Whether the name is a symbolic link.</param>
internal sealed record PictureEntry(string Path, long SizeBytes, long ModifiedTicks, bool IsLink);

/// <summary>The pictures in one folder and the folders below it; see <see cref="FolderDataset"/> for what is passed over.</summary>
internal sealed class PictureFolder
{
    /// <summary>Stands in a name where .NET found bytes that are not UTF-8.</summary>
    public const char NotUnicode = '\uFFFD';

    // A folder that may not be entered is an error: its pictures would be missing without a word.
    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };

    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    /// <summary>In no particular order.</summary>
    public List<PictureEntry> Pictures { get; } = [];

    /// <summary>Visible files that are no pictures by their name; relative paths.</summary>
    public List<string> OtherFiles { get; } = [];

    /// <summary>Folders that are links, followed or not; relative paths.</summary>
    public List<string> LinkedFolders { get; } = [];

    public int IgnoredFileCount => OtherFiles.Count;

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
            else if (!IsLink(entry))
            {
                Walk(entry.FullName, $"{prefix}{entry.Name}/");
            }
            else
            {
                FollowLink(entry.FullName, folder, prefix + entry.Name);
            }
        }
    }

    // A link to a folder above would read the pictures of other classes as ones of this class.
    private void FollowLink(string link, string folder, string path)
    {
        LinkedFolders.Add(path);
        if (RealPath(link) is var target && !Contains(target, folder))
        {
            Walk(target, path + "/");
        }
    }

    private static bool Contains(string folder, string inner) => (inner + '/').StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);

    private void AddFile(FileInfo file, string path)
    {
        if (ImageCodec.HasImageExtension(file.Name) && file.Name.Contains(NotUnicode, StringComparison.Ordinal))
        {
            Pictures.Add(new(path, 0, 0, false)); // .NET cannot ask for a file by such a name
        }
        else if (ImageCodec.HasImageExtension(file.Name))
        {
            Pictures.Add(new(path, SizeBytes(file), file.LastWriteTimeUtc.Ticks, IsLink(file)));
        }
        else
        {
            OtherFiles.Add(path);
        }
    }

    // Asking for the target instead would be a call of the system for every file; the attributes come with length and date.
    private static bool IsLink(FileSystemInfo entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    // The length of a link is that of its text; what counts is the picture behind it. A broken link stays in the list, so
    // that it is reported with the unreadable pictures instead of vanishing.
    private static long SizeBytes(FileInfo file) =>
        !IsLink(file) ? file.Length : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : 0;

    /// <summary>The path with every link on it seen through, as far as there is something.</summary>
    public static string RealPath(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(path));
        var target = Path.Exists(here) ? Directory.ResolveLinkTarget(here, returnFinalTarget: true) : null;
        return target is null ? here : RealPath(target.FullName);
    }
}
