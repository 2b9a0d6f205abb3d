using System.Text;

namespace Mien.Data.Files;

/// <summary>Names derived from names.</summary>
internal static class FileNames
{
    private const int LongestBytes = 255; // of one name, on every file system in use

    /// <summary>Puts a mark behind the name and before its extension, <c>a.jpg</c> to <c>a~mark.jpg</c>; a name that would be too long loses letters of its own.</summary>
    public static string WithMark(string path, string mark, string? extension = null)
    {
        var folder = path[..(path.LastIndexOf('/') + 1)];
        var stem = Path.GetFileNameWithoutExtension(path);
        extension ??= Path.GetExtension(path);
        while (Encoding.UTF8.GetByteCount(stem + mark + extension) > LongestBytes && stem.Length > 1)
        {
            stem = char.IsSurrogatePair(stem, stem.Length - 2) ? stem[..^2] : stem[..^1];
        }

        return folder + stem + mark + extension;
    }
}
