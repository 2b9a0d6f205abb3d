using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Files;

/// <summary>
/// A folder that is built as a whole by one command. It was absent or empty before; while it is unfinished it says so by a hidden folder,
/// is never taken for a finished one, and the same call goes on with it. Its members may be called from any number of threads.
/// </summary>
/// <remarks>Everything is on the disk before the folder counts as finished, so that neither a kill nor a power cut leaves one that is not whole.</remarks>
public sealed class OutputFolder : IDisposable
{
    private readonly WorkFolder _work;

    private OutputFolder(WorkFolder work, bool isContinued) => (_work, IsContinued) = (work, isContinued);

    /// <summary>Its full path.</summary>
    public string Root => _work.Root;

    /// <summary>Whether an interrupted call had begun it.</summary>
    public bool IsContinued { get; }

    /// <summary>Begins a folder, or goes on with one that the same job has begun.</summary>
    /// <param name="path">Absent, or empty, or with nothing but what <paramref name="allowed"/> names.</param>
    /// <param name="job">What it will hold.</param>
    /// <param name="allowed">Name of a folder that may be there if it is empty, or null.</param>
    /// <exception cref="ConfigException">There is something in it, or another job has begun it. Nothing was changed.</exception>
    /// <exception cref="MienException">Nothing may be written there, or another process is at work in it. Nothing was changed.</exception>
    public static OutputFolder Open(string path, OutputJob job, string? allowed = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(job);
        var begun = OutputJob.Unfinished(path);
        if (begun is null)
        {
            RefuseContent(path, allowed);
        }

        var work = WorkFolder.Open(path);
        try
        {
            begun = OutputJob.Unfinished(path); // once more, as another process may have begun or finished it before the lock was ours
            if (begun is null)
            {
                RefuseContent(path, allowed);
                work.Clear();
                job.Write(work);
            }
            else
            {
                job.RequireSame(begun, path);
            }

            return new OutputFolder(work, isContinued: begun is not null);
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    /// <exception cref="ConfigException">The folder is a file, or there is something in it. Nothing is changed by asking.</exception>
    public static void RefuseContent(string path, string? allowed = null)
    {
        if (File.Exists(path))
        {
            throw new ConfigException($"Expected a folder, absent or empty, but '{path}' is a file.");
        }

        var found = Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).Where(entry => !IsFine(entry, allowed)).MinBy(entry => Path.GetFileName(entry)[0] == '.') : null;
        if (found is not null)
        {
            throw new ConfigException(
                $"Expected '{path}' to be absent or empty but found '{Path.GetFileName(found)}' in it. Nothing is ever written over: name another folder, or empty this one.");
        }
    }

    /// <summary>Makes a folder and those above it.</summary>
    public void CreateFolder(string relative) => Directory.CreateDirectory(Full(relative));

    /// <summary>Whether an earlier call has written this file.</summary>
    public bool Has(string relative) => IsContinued && File.Exists(Full(relative));

    /// <summary>Copies a file into the folder. One that is there from an interrupted call is compared byte for byte and kept if it is the same.</summary>
    public void Copy(string source, string relative)
    {
        if (!HasSame(source, relative))
        {
            _work.Copy(source, relative);
        }
    }

    /// <summary>Gives a file a second name in the folder, without copying; of a symbolic link, which may mean nothing there, the file that it leads to.</summary>
    /// <exception cref="IOException">The folder is on another file system than the source, or that knows no hard links.</exception>
    public void Link(string source, string relative)
    {
        if (!HasSame(source, relative))
        {
            SafeFile.Link(File.ResolveLinkTarget(source, returnFinalTarget: true)?.FullName ?? source, Full(relative));
        }
    }

    /// <summary>Writes a file; one that is there from an interrupted call is replaced.</summary>
    public void Write(string relative, byte[] content) => _work.Write(relative, content, replace: IsContinued);

    /// <summary>Writes a table of text; one that is there from an interrupted call is replaced.</summary>
    public void WriteTable(string name, IEnumerable<string> columns, Action<CsvTableWriter> write) => _work.WriteTable(name, columns, write, replace: IsContinued);

    /// <summary>Full path of a file or folder; <paramref name="relative"/> has '/' between folders.</summary>
    public string Full(string relative) => _work.Path(relative);

    /// <summary>Waits for the disk, then says that the folder is whole.</summary>
    public void Finish()
    {
        _work.Sync();
        _work.Remove(OutputJob.Marker);
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    internal WorkFolder Work => _work;

    private bool HasSame(string source, string relative)
    {
        if (!Has(relative))
        {
            return false;
        }

        if (FileContent.Equal(source, Full(relative)))
        {
            return true;
        }

        File.Delete(Full(relative)); // written by the interrupted call, and cut short by a power failure
        return false;
    }

    private static bool IsFine(string entry, string? allowed)
    {
        var name = Path.GetFileName(entry);
        return (name == WorkFolder.Name && !File.Exists(Path.Combine(entry, OutputJob.Marker)))
            || (name == allowed && Directory.Exists(entry) && !Directory.EnumerateFileSystemEntries(entry).Any());
    }
}
