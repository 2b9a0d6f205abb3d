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
            writer.WriteLine($"{names.Count} {what}: {string.Join(", ", names.Take(ShownCount).Select(Plain))}{(names.Count > ShownCount ? ", ..." : "")}");
        }
    }

    public static void WriteAlike(TextWriter writer, IReadOnlyCollection<string> groups) =>
        Write(writer, groups, "groups of names differ in case alone and would be one file on the disks of macOS or Windows");

    // A name may hold line breaks and what moves the cursor of a terminal.
    private static string Plain(string name) =>
        string.Concat(name.Select(letter => char.IsControl(letter) ? FormattableString.Invariant($"\\u{(int)letter:x4}") : letter.ToString()));
}
