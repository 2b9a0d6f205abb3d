using Mien.Core;

namespace Mien.Cli.Commands;

/// <summary>Remarks that name files: the first ten of them.</summary>
internal static class NamedFiles
{
    private const int ShownCount = 10;

    /// <summary>"Files that are no pictures: 12 (a, b, ...)"; nothing where there are none.</summary>
    public static void Write(TextWriter writer, IReadOnlyCollection<string> names, string what)
    {
        if (names.Count > 0)
        {
            writer.WriteLine($"{what}: {names.Count} ({string.Join(", ", names.Take(ShownCount).Select(name => PlainText.Of(name)))}{(names.Count > ShownCount ? ", ..." : "")})");
        }
    }

    public static void WriteAlike(TextWriter writer, IReadOnlyCollection<string> groups) =>
        Write(writer, groups, "Names that differ only in case or in how accents are written, and would be one file on the disks of macOS or Windows");
}
