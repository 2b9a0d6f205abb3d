using System.Buffers;

namespace Mien.Data.Importing;

/// <summary>Paths and names that come from a file somebody else wrote.</summary>
internal static class ContainedPath
{
    private const int MaxNameLength = 100;

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>
    /// The file that a relative path means in a folder; null for a path that could lead out of it: one that is absolute, holds <c>..</c>, or
    /// a character no path has. Backslashes count as slashes, because tables written on Windows have them.
    /// </summary>
    public static string? Resolve(string root, string path)
    {
        var parts = path.Trim().Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isInside = parts.Length > 0 && path.TrimStart()[0] is not ('/' or '\\')
            && parts.All(part => part is not ".." && !part.Contains('\0') && !part.EndsWith(':'));
        return isInside ? Path.Combine([root, .. parts.Where(part => part is not ".")]) : null;
    }

    /// <summary>Whether a text can be the name of a class folder on every system: no separators or control characters, no dot or space in front, not too long.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxNameLength && text[0] is not ('.' or ' ') && text[^1] is not ('.' or ' ')
        && !text.AsSpan().ContainsAny(NotInNames) && !text.Any(char.IsControl);
}
