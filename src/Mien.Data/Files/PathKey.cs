namespace Mien.Data.Files;

/// <summary>Paths as file systems compare them that do not tell capital letters from small ones (Windows, macOS) or an é from an e with an accent behind it (macOS).</summary>
internal static class PathKey
{
    /// <summary>Equal for two paths that could not lie beside each other on such a system.</summary>
    public static string Of(string path) => CanonicalForm.Of(path).ToUpperInvariant();
}
