using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mien.Core.Interop;

/// <summary>System calls that .NET has no method for. Every one returns -1 on failure and sets errno.</summary>
/// <remarks>DllImport, as LibraryImport generates unsafe code, which this project has no other need of.</remarks>
internal static class LibC
{
    public const int CurrentFolder = -100; // AT_FDCWD
    public const uint NoReplace = 1; // RENAME_NOREPLACE

    public const int NoSuchEntry = 2; // ENOENT
    public const int InputOutput = 5; // EIO
    public const int Exists = 17; // EEXIST
    public const int OtherFileSystem = 18; // EXDEV
    public const int InvalidArgument = 22; // EINVAL: the file system does not know RENAME_NOREPLACE
    public const int NoSpace = 28; // ENOSPC
    public const int NoSystemCall = 38; // ENOSYS
    public const int QuotaExceeded = 122; // EDQUOT

    private const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC, equal on x64 and Arm

    /// <summary>Why the last call of this thread failed.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>An error in the words of the system.</summary>
    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>A handle to sync by, or null where the folder cannot be opened.</summary>
    public static SafeFileHandle? OpenFolder(string path)
    {
        var handle = new SafeFileHandle(open(path, ReadOnly), ownsHandle: true);
        return handle.IsInvalid ? null : handle;
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    public static extern int fsync(SafeFileHandle file);

    [DllImport("libc", SetLastError = true)]
    public static extern int syncfs(SafeFileHandle file);

    [DllImport("libc", SetLastError = true)]
    public static extern int link([MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);

    [DllImport("libc", SetLastError = true)]
    public static extern int renameat2(
        int sourceFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string source, int targetFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string target, uint flags);
}
