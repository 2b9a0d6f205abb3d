using Mien.Core;

namespace Mien.Cli.Commands;

/// <summary>Remarks that name files: the first ten of them.</summary>
internal static class NamedFiles
{
    private const int ShownCount = 10;

    /// <summary>"12 files are no pictures: a, b, ..."; nothing where there are none.</summary>
    public static void Write(TextWriter writer, IReadOnlyCollection<string> names, string what)
    {
        if (names.Count > 0)
        {
            writer.WriteLine($"{names.Count} {what}: {string.Join(", ", names.Take(ShownCount).Select(name => PlainText.Of(name)))}{(names.Count > ShownCount ? ", ..." : "")}");
        }
    }

    public static void WriteAlike(TextWriter writer, IReadOnlyCollection<string> groups) =>
        Write(writer, groups, "groups of names differ only in case or in how accents are written and would be one file each on the disks of macOS or Windows");
}
