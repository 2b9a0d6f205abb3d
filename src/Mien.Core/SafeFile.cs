using Mien.Core.Interop;

namespace Mien.Core;

/// <summary>Operations on files that lose nothing: none of them ever takes the place of a file that is there.</summary>
public static class SafeFile
{
    /// <summary>Gives a file another name on the same file system, in one step and without copying. A link is moved itself.</summary>
    /// <exception cref="IOException">There is a file of the new name, none of the old one, or the new name is on another file system; nothing was changed.</exception>
    public static void Move(string source, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (LibC.renameat2(LibC.CurrentFolder, source, LibC.CurrentFolder, target, LibC.NoReplace) == 0)
        {
            return;
        }

        var error = LibC.LastError;
        if (error is not (LibC.InvalidArgument or LibC.NoSystemCall))
        {
            throw Failure("move", source, target, error);
        }

        // Some network file systems know no such rename. A hard link refuses to replace as well.
        Link(source, target);
        File.Delete(source);
    }

    /// <summary>Gives a file a further name on the same file system; a change under one name is seen under both.</summary>
    /// <exception cref="IOException">There is a file of the new name, none of the old one, or the file system has no hard links or is another one.</exception>
    public static void Link(string source, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (LibC.link(source, target) != 0)
        {
            throw Failure("link", source, target, LibC.LastError);
        }
    }

    /// <summary>Waits until everything that was written to the file system of a folder is on the disk: files, names and folders.</summary>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public static void SyncFileSystem(string folder)
    {
        using var handle = LibC.OpenFolder(folder);
        if (handle is not null && LibC.syncfs(handle) != 0)
        {
            throw new IOException($"Cannot write the files in '{folder}' to the disk: {LibC.Describe(LibC.LastError)}.");
        }
    }

    /// <summary>Waits until the names in a folder are on the disk: files that were made, moved or deleted there (fsync(2) of the folder).</summary>
    /// <remarks>Some file systems cannot do that for a folder; every rename is still one step there.</remarks>
    /// <exception cref="IOException">The disk reports an error, or is full.</exception>
    public static void SyncFolder(string folder)
    {
        using var handle = LibC.OpenFolder(folder);
        if (handle is not null && LibC.fsync(handle) != 0 && LibC.LastError is LibC.InputOutput or LibC.NoSpace or LibC.QuotaExceeded)
        {
            throw new IOException($"Cannot write the names in '{folder}' to the disk: {LibC.Describe(LibC.LastError)}.");
        }
    }

    private static IOException Failure(string verb, string source, string target, int error)
    {
        var reason = error switch
        {
            LibC.Exists => "there is a file of that name, and nothing is ever replaced",
            LibC.NoSuchEntry => File.Exists(source) ? "the folder does not exist" : "the file has vanished",
            LibC.OtherFileSystem => "it is on another file system",
            _ => LibC.Describe(error),
        };
        return error == LibC.NoSuchEntry && !File.Exists(source)
            ? new FileNotFoundException($"Cannot {verb} '{source}' to '{target}': {reason}.", source)
            : new IOException($"Cannot {verb} '{source}' to '{target}': {reason}.");
    }
}
