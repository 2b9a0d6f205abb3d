using System.Diagnostics;

namespace Mien.Data.Tests.Files;

/// <summary>A file system of its own in memory, for what a disk can do wrong; only for root, and only where mounting is allowed.</summary>
internal sealed class DiskTrouble : IDisposable
{
    private readonly string _folder;

    private DiskTrouble(string folder) => _folder = folder;

    /// <summary>Mounts a disk of the given size, or skips the test.</summary>
    public static DiskTrouble Mount(string folder, int sizeBytes)
    {
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(Environment.UserName == "root" && Call("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={sizeBytes}"), "tmpfs", folder), "needs root and mount");
        return new(folder);
    }

    /// <summary>From now on nothing can be written.</summary>
    public void MakeReadOnly() => Assert.True(Call("mount", "-o", "remount,ro", _folder));

    public void Dispose() => Call("umount", _folder);

    public static bool Call(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
