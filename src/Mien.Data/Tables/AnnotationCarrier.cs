using System.Globalization;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>What becomes of a picture that <c>annotations.csv</c> has a row of.</summary>
/// <param name="FileName">Its new path from the folder of the table.</param>
/// <param name="Label">Its new class; null where the label stays as it is written.</param>
internal sealed record CarriedPicture(string FileName, string? Label = null)
{
    /// <summary>Paths of its augmented copies.</summary>
    public IReadOnlyList<string> Copies { get; init; } = [];
}

/// <summary>Takes <c>annotations.csv</c> along when pictures get other places, names, labels and copies. Every column is kept, also unknown ones.</summary>
internal static class AnnotationCarrier
{
    /// <summary>Whether a folder has the table. Reads all of it, so that nothing is begun that its rows could not follow.</summary>
    /// <exception cref="MienException">There is one but it cannot be read, or rows are malformed; all of them.</exception>
    public static bool Check(string folder)
    {
        if (!File.Exists(PathIn(folder)))
        {
            return false;
        }

        using var table = CsvTable.Open(PathIn(folder));
        _ = table.Require("filename");
        while (table.Next())
        {
        }

        table.Problems.ThrowIfAny($"{table.Name}, which goes along with the pictures (mend it or move it away)");
        return true;
    }

    public static string PathIn(string folder) => Path.Combine(folder, AnnotationTable.FileName);

    /// <summary>Changes when the table is written to; empty where there is none.</summary>
    public static string Fingerprint(string folder) => new FileInfo(PathIn(folder)) is { Exists: true } file
        ? string.Create(CultureInfo.InvariantCulture, $" {file.Length} {file.LastWriteTimeUtc.Ticks}")
        : "";

    /// <summary>Writes the rows of pictures in the order of the source, each followed by those of its copies, which have no positions in pixels.</summary>
    /// <param name="source">The table as it was.</param>
    /// <param name="pictures">By their old path from the folder of the table.</param>
    /// <param name="keepOthers">Whether rows of other files are written as they are, or left out.</param>
    /// <param name="write">Writes a table of the given columns and rows.</param>
    public static void Write(
        string source, IReadOnlyDictionary<string, CarriedPicture> pictures, bool keepOthers, Action<IEnumerable<string>, Action<CsvTableWriter>> write)
    {
        using var table = CsvTable.Open(source);
        var (file, label) = (table.Require("filename")[0], table.Find("label"));
        bool[] isPosition = [.. table.Columns.Select(AnnotationTable.IsPosition)];
        write(table.Columns, writer =>
        {
            while (table.Next())
            {
                var picture = Find(pictures, table.Text(file));
                if (picture is not null || keepOthers)
                {
                    WriteRow(writer, picture?.FileName ?? table.Text(file), picture?.Label, isCopy: false);
                }

                foreach (var copy in picture?.Copies ?? [])
                {
                    WriteRow(writer, copy, picture!.Label, isCopy: true);
                }
            }
        });

        void WriteRow(CsvTableWriter writer, string fileName, string? newLabel, bool isCopy)
        {
            for (var column = 0; column < isPosition.Length; column++)
            {
                writer.Add(column == file ? fileName : column == label && newLabel is not null ? newLabel : isCopy && isPosition[column] ? null : table.Text(column));
            }

            writer.EndRow();
        }
    }

    // Tables made by hand often begin below train/.
    private static CarriedPicture? Find(IReadOnlyDictionary<string, CarriedPicture> pictures, string written)
    {
        var path = written.Replace('\\', '/');
        return pictures.GetValueOrDefault(path) ?? pictures.GetValueOrDefault($"train/{path}");
    }
}
