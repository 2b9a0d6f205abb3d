namespace Mien.Models.Tests;

/// <summary>The golden files of this repository, found from the place of the test program.</summary>
internal static class GoldenFolder
{
    private static readonly string Root = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, "tests", "golden", "models", relative);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Mien.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }
}
