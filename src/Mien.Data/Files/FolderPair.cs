using Mien.Core;

namespace Mien.Data.Files;

/// <summary>A folder that is read and one that is built from it.</summary>
internal static class FolderPair
{
    /// <exception cref="ConfigException">One lies in the other, or they are the same. Links are seen through.</exception>
    public static void Check(string source, string output)
    {
        var (from, to) = (Real(source), Real(output));
        var problem = (Contains(from, to), Contains(to, from)) switch
        {
            (true, true) => "they are the same folder",
            (true, false) => "the output lies inside of the source",
            (false, true) => "the source lies inside of the output",
            _ => null,
        };
        if (problem is not null)
        {
            throw new ConfigException($"Expected '{output}' beside '{source}', but {problem}. Name another output folder. Nothing was changed.");
        }
    }

    private static string Real(string path) => PictureFolder.RealPath(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static bool Contains(string outer, string inner) => (inner + '/').StartsWith(outer.TrimEnd('/') + '/', StringComparison.Ordinal);
}
