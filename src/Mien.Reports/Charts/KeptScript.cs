using System.Security.Cryptography;
using System.Text;
using Mien.Core;

namespace Mien.Reports;

/// <summary>A script that stays beside its chart to be restyled. Its first line has the SHA-256 of the others, by which one that was changed is known.</summary>
public static class KeptScript
{
    private const string Head = "# SHA-256 of all other lines as they were written: ";

    /// <summary>The scripts in a folder that somebody changed, or wrote; their file names.</summary>
    public static IEnumerable<string> Changed(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.gp").Where(path => !IsAsWritten(File.ReadAllText(path))).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    internal static void Write(string path, string script) => AtomicFile.WriteText(path, $"{FirstLine(script)}\n{script}");

    private static bool IsAsWritten(string text) => text.Split('\n', 2) is [var first, var script] && first == FirstLine(script);

    private static string FirstLine(string script) => Head + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
}
