namespace Mien.Experiments.Tests;

internal static class Repository
{
    /// <summary>The folder with Mien.slnx, above the folder of the test program.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "Mien.slnx")) ? folder.FullName : Find(folder.Parent!);
}
