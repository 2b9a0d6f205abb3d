using System.Globalization;
using Mien.Data.Files;

namespace Mien.Data.Splitting;

/// <summary>
/// Journals of splits in place that were finished before another one was begun, for who moves a test/ away and splits again: undoing the later
/// split brings the earlier one back, to be undone as well. Each lies in a folder of its own in the hidden one.
/// </summary>
internal static class EarlierSplits
{
    private const string Prefix = "earlier-";
    private const string Unfinished = "new-" + Prefix; // not whole yet, so that a kill leaves the journal where it was

    /// <summary>Whether there are any.</summary>
    public static bool Exist(string folder) => Folders(folder).Length > 0;

    /// <summary>Puts the journal of the finished split aside. The files stay where they are as well; whoever begins another split deletes them.</summary>
    /// <param name="work">The folder that was split.</param>
    /// <param name="journal">Name of the file that makes a journal count as finished.</param>
    public static void Keep(WorkFolder work, string journal)
    {
        Forget(work, journal);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Folders(work.Root).Length + 1:000}");
        var (building, kept) = (work.FileIn(Unfinished + name), work.FileIn(name));
        DeleteFolder(building);
        Directory.CreateDirectory(building);
        foreach (var path in work.HiddenFiles())
        {
            var copy = Path.Combine(building, Path.GetFileName(path));
            File.Copy(path, copy);
            File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(path)); // by dates it is told what was written to since
        }

        work.Sync();
        Directory.Move(building, kept);
        work.SyncNames([WorkFolder.Name]);
    }

    /// <summary>Makes the last of them the finished split again. May be interrupted and called again.</summary>
    public static void Restore(WorkFolder work, string journal)
    {
        if (File.Exists(work.FileIn(journal)) || Folders(work.Root) is not [.., var last])
        {
            return;
        }

        work.Clear();
        foreach (var path in Directory.EnumerateFiles(last).OrderBy(path => Path.GetFileName(path) == journal))
        {
            var name = Path.GetFileName(path);
            work.Replace(path, WorkFolder.Relative(name));
            File.SetLastWriteTimeUtc(work.FileIn(name), File.GetLastWriteTimeUtc(path));
        }

        Forget(work, journal);
    }

    /// <summary>Deletes the last of them where it is the finished split itself: a kill came before one of the two was deleted.</summary>
    public static void Forget(WorkFolder work, string journal)
    {
        if (Folders(work.Root) is [.., var last] && File.Exists(work.FileIn(journal)) && FileContent.Equal(work.FileIn(journal), Path.Combine(last, journal)))
        {
            var broken = work.FileIn(Unfinished + Path.GetFileName(last));
            DeleteFolder(broken);
            Directory.Move(last, broken);
            DeleteFolder(broken);
        }
    }

    private static string[] Folders(string folder)
    {
        var hidden = Path.GetDirectoryName(WorkFolder.FileIn(folder, Prefix))!;
        return Directory.Exists(hidden) ? [.. Directory.EnumerateDirectories(hidden, Prefix + "*").Order(StringComparer.Ordinal)] : [];
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
