using System.IO.Enumeration;

namespace Mien.Experiments;

/// <summary>Patterns of paths as shells know them: <c>*</c> and <c>?</c> within a name, <c>**</c> for any number of folders.</summary>
internal static class PathPattern
{
    private const string AnyFolders = "**";

    /// <summary>Whether a path has something to expand.</summary>
    public static bool IsPattern(string path) => path.AsSpan().IndexOfAny('*', '?') >= 0;

    /// <summary>The files that a pattern fits, in ordinal order of their paths, but with "**" what fits at a folder before what fits below it; one with a problem where there is none.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isWanted">Tells by its name whether a file is wanted.</param>
    public static IEnumerable<InputPicture> Find(string pattern, Func<string, bool> isWanted)
    {
        var root = Path.IsPathRooted(pattern) ? "/" : "";
        var parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Find(root, parts, isWanted)
            .DefaultIfEmpty(new InputPicture(pattern) { Problem = new(PredictionStatus.Missing, "no picture fits this pattern") });
    }

    private static IEnumerable<InputPicture> Find(string folder, ReadOnlyMemory<string> parts, Func<string, bool> isWanted)
    {
        var (part, rest) = (parts.Span[0], parts[1..]);
        if (!IsPattern(part) && rest.Length > 0)
        {
            var inner = Path.Combine(folder, part);
            return Directory.Exists(inner) ? Find(inner, rest, isWanted) : [];
        }

        var (entries, error) = PicturePaths.Entries(folder.Length > 0 ? folder : ".");
        return error is not null
            ? [new InputPicture(folder) { Problem = new(PredictionStatus.Unreadable, error) }]
            : entries.SelectMany(entry => Enter(entry, Path.Combine(folder, entry.Name), parts, isWanted));
    }

    // "**" stands for no folder as well, so a file beside it is held against what follows. Links to folders are not followed by it, as they may lead back.
    private static IEnumerable<InputPicture> Enter(FileSystemInfo entry, string path, ReadOnlyMemory<string> parts, Func<string, bool> isWanted)
    {
        var (part, rest) = (parts.Span[0], parts[1..]);
        if (part == AnyFolders)
        {
            var here = rest.Length > 0 ? Enter(entry, path, rest, isWanted) : entry is FileInfo && isWanted(entry.Name) ? [new(path)] : [];
            var isTakenWhole = rest.Length == 1 && FileSystemName.MatchesSimpleExpression(rest.Span[0], entry.Name, ignoreCase: false);
            return entry is DirectoryInfo { LinkTarget: null } && !isTakenWhole ? here.Concat(Find(path, parts, isWanted)) : here;
        }

        return !FileSystemName.MatchesSimpleExpression(part, entry.Name, ignoreCase: false) ? []
            : rest.Length > 0 ? entry is DirectoryInfo ? Find(path, rest, isWanted) : []
            : entry is DirectoryInfo ? PicturePaths.InFolder(path, isWanted)
            : isWanted(entry.Name) ? [new(path)] : [];
    }
}
