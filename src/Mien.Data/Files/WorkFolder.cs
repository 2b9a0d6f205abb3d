using System.Globalization;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Files;

/// <summary>
/// A hidden folder, <c>.mien-work</c>, inside a folder that a command builds or changes. While it holds a job or a journal the work is
/// unfinished. It also holds the lock that keeps a second process out, and files that are not whole yet.
/// </summary>
/// <remarks>
/// A file gets its name in the folder only when it is whole, by a rename. Files are not synced one by one, which would take longer than
/// writing them: <see cref="Sync"/> waits for all of them at once, and the job is called finished only after that.
/// </remarks>
internal sealed class WorkFolder : IDisposable
{
    public const string Name = ".mien-work";

    private const string LockName = "lock";
    private const string TemporaryPrefix = "unfinished-";

    private readonly FileStream _lock;
    private int _temporaryCount;

    private WorkFolder(string root, FileStream held) => (Root, _lock) = (root, held);

    /// <summary>The folder that is built or changed, as a full path.</summary>
    public string Root { get; }

    /// <summary>Path of a file in the hidden folder of <paramref name="root"/>.</summary>
    public static string FileIn(string root, string name) => System.IO.Path.Combine(root, Name, name);

    /// <summary>The same from the root on, for the members that take such a path.</summary>
    public static string Relative(string name) => $"{Name}/{name}";

    /// <summary>Makes the hidden folder, and the folder around it where there is none, and locks it.</summary>
    /// <exception cref="MienException">Another process is at work there, or nothing may be written there.</exception>
    public static WorkFolder Open(string root)
    {
        root = System.IO.Path.GetFullPath(root);
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(root, Name));
            var work = new WorkFolder(root, Lock(root));
            work.DeleteTemporary();
            return work;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot write to '{root}': {e.Message} Nothing was changed.", e);
        }
    }

    /// <summary>Path of a file in the hidden folder.</summary>
    public string FileIn(string name) => FileIn(Root, name);

    /// <summary>Path of a file in the folder; <paramref name="relative"/> has '/' between folders.</summary>
    public string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>Copies a file to a name that is free.</summary>
    public void Copy(string source, string relative) => Place(relative, replace: false, temporary => File.Copy(source, temporary));

    /// <summary>Copies a file to a name that may be taken; the copy is on the disk before it gets the name.</summary>
    public void Replace(string source, string relative)
    {
        Place(relative, replace: true, temporary =>
        {
            File.Copy(source, temporary);
            using var copy = File.OpenHandle(temporary); // for reading, as the copy of a protected file is protected as well
            RandomAccess.FlushToDisk(copy);
        });
        SafeFile.SyncFolder(System.IO.Path.GetDirectoryName(Path(relative))!);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="relative">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="replace">Whether it may take the place of one that an interrupted call wrote.</param>
    public void Write(string relative, byte[] content, bool replace) => Place(relative, replace, temporary => File.WriteAllBytes(temporary, content));

    /// <summary>
    /// Writes a file under its name from the beginning; renames out of the hidden folder make all cores wait for each other. A kill can
    /// leave it cut short, so this is for files that are written again by whoever goes on.
    /// </summary>
    /// <param name="relative">Its name.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="replace">Whether it may take the place of one that an interrupted call wrote.</param>
    public void WriteDirectly(string relative, byte[] content, bool replace)
    {
        var path = Path(relative);
        using var file = File.OpenHandle(path, replace ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            RandomAccess.Write(file, content, 0);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes a table of text.</summary>
    /// <param name="name">Name of the file in the folder.</param>
    /// <param name="columns">Names of its columns.</param>
    /// <param name="write">Writes the rows.</param>
    /// <param name="replace">Whether it may take the place of one that an interrupted call wrote.</param>
    public void WriteTable(string name, IEnumerable<string> columns, Action<CsvTableWriter> write, bool replace) =>
        Place(name, replace, temporary => CsvTableWriter.Write(temporary, columns, write));

    /// <summary>Writes a file that is on the disk before it gets its name.</summary>
    /// <param name="name">Name of the file in the folder.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="replace">Whether it may take the place of one that an interrupted call wrote.</param>
    public void WriteSynced(string name, Action<Stream> write, bool replace) => Place(name, replace, temporary => AtomicFile.Write(temporary, write));

    /// <summary>Waits until the names in these folders, and in the folder itself, are on the disk; enough where files were only moved or deleted.</summary>
    public void SyncNames(IEnumerable<string> folders)
    {
        foreach (var folder in folders.Select(Path).Where(Directory.Exists).Append(Root))
        {
            SafeFile.SyncFolder(folder);
        }
    }

    /// <summary>Waits until everything that was written so far is on the disk, contents and names.</summary>
    public void Sync() => SafeFile.SyncFileSystem(Root);

    /// <summary>Removes the hidden folder; what says that the work is unfinished goes last.</summary>
    public void Remove(string marker)
    {
        DeleteTemporary();
        File.Delete(FileIn(LockName));
        File.Delete(FileIn(marker));
        Directory.Delete(System.IO.Path.Combine(Root, Name), recursive: true);
        SafeFile.SyncFolder(Root);
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string root)
    {
        var path = FileIn(root, LockName);
        try
        {
            // An open file without sharing is a lock of the system, which a killed process cannot leave behind.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new MienException($"Another process is at work in '{root}'. Wait for it, or stop it with Ctrl-C, and call this again.", e);
        }
    }

    private void Place(string relative, bool replace, Action<string> write)
    {
        var temporary = FileIn(string.Create(CultureInfo.InvariantCulture, $"{TemporaryPrefix}{Interlocked.Increment(ref _temporaryCount)}"));
        try
        {
            write(temporary);
            if (replace)
            {
                File.Move(temporary, Path(relative), overwrite: true);
            }
            else
            {
                SafeFile.Move(temporary, Path(relative));
            }
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Deletes what an earlier work has left in the hidden folder; for the beginning of a new one.</summary>
    public void Clear()
    {
        foreach (var path in HiddenFiles())
        {
            File.Delete(path);
        }
    }

    /// <summary>Full paths of the files in the hidden folder but the lock; those in folders of it are not among them.</summary>
    public string[] HiddenFiles() => [.. Directory.EnumerateFiles(System.IO.Path.Combine(Root, Name)).Where(path => System.IO.Path.GetFileName(path) != LockName)];

    /// <summary>Deletes the files of the hidden folder whose names begin so.</summary>
    public void DeleteHidden(string prefix)
    {
        foreach (var path in Directory.EnumerateFiles(System.IO.Path.Combine(Root, Name), prefix + "*"))
        {
            File.Delete(path);
        }
    }

    private void DeleteTemporary() => DeleteHidden(TemporaryPrefix);
}
