using Mien.Core;

namespace Mien.Data.Files;

/// <summary>Copies many files into an output folder, by all cores.</summary>
internal static class CopyTask
{
    /// <param name="output">The folder that is built; the folders of the targets must be there.</param>
    /// <param name="files">Full path and name in the output of every file.</param>
    /// <param name="link">Whether to give the files a second name instead of copying them.</param>
    /// <param name="workers">Threads; 0 for one per core.</param>
    /// <param name="progress">Takes the number of files done.</param>
    /// <param name="cancellation">Ends the copying between two files.</param>
    /// <exception cref="IOException">A file cannot be read or written; what was copied stays, for the same call to go on.</exception>
    public static void Run(OutputFolder output, IReadOnlyList<(string Source, string Target)> files, bool link, int workers, IProgress<int>? progress, CancellationToken cancellation)
    {
        InParallel.For(files.Count, workers, () => 0, (index, _) =>
        {
            if (link)
            {
                output.Link(files[index].Source, files[index].Target);
            }
            else
            {
                output.Copy(files[index].Source, files[index].Target);
            }
        }, progress, cancellation);
    }

    /// <summary>Refuses what cannot fit.</summary>
    /// <exception cref="MienException">The disk has too little room.</exception>
    public static void RequireRoom(string output, long bytes)
    {
        var existing = Path.GetFullPath(output);
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        var free = new DriveInfo(existing).AvailableFreeSpace;
        if (free < bytes)
        {
            throw new MienException($"Expected room for about {bytes} bytes in '{output}' but its disk has {free} left. Nothing was changed.");
        }
    }

    /// <summary>An error while an output folder is built.</summary>
    public static MienException Unfinished(string output, Exception cause) => new(
        $"{cause.Message}\n'{output}' is unfinished; the source is as it was. Mend this and call the same command again, which goes on, or delete '{output}'.", cause);
}
