using System.Collections.Immutable;

namespace Mien.Data.Files;

/// <summary>Paths as file systems compare them that do not tell capital letters from small ones (Windows, macOS) or an é from an e with an accent behind it (macOS).</summary>
internal static class PathKey
{
    /// <summary>Equal for two paths that could not lie beside each other on such a system.</summary>
    public static string Of(string path) => CanonicalForm.Of(path).ToUpperInvariant();

    /// <summary>Names that would be one on such a system; a text for each such group, with all of its names.</summary>
    public static ImmutableArray<string> Alike(IEnumerable<string> names) =>
    [
        .. names.GroupBy(Of, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => string.Join(" and ", group.Select(Shown.Name))),
    ];
}
