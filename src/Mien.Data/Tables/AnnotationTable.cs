using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>
/// <c>annotations.csv</c> of a dataset: <c>filename, label, valence, arousal, identity</c> always, and where a source knows more,
/// <c>face_x, face_y, face_width, face_height</c>, <c>landmarks</c> (numbers separated by <c>;</c>), one column <c>soft_CLASS</c> per class
/// of the votes, and <c>source</c>. An empty field is an unknown value.
/// </summary>
public static class AnnotationTable
{
    /// <summary>Name of the file in the root of a dataset.</summary>
    public const string FileName = "annotations.csv";

    private const string SoftPrefix = "soft_";

    private static readonly ImmutableArray<string> PositionPrefixes = ["face_", "landmark", "facial_landmark"];

    private static readonly ImmutableArray<string> AlwaysColumns = ["filename", "label", "valence", "arousal", "identity"];
    private static readonly ImmutableArray<string> BoxColumns = ["face_x", "face_y", "face_width", "face_height"];

    /// <summary>Writes a table.</summary>
    /// <param name="path">The file; an old one is replaced when the new one is whole.</param>
    /// <param name="facts">The columns to write beside those that are always there.</param>
    /// <param name="rows">The rows, in order. They are taken one at a time.</param>
    public static void Write(string path, AnnotationFacts facts, IEnumerable<Annotation> rows)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(rows);
        CsvTableWriter.Write(path, Columns(facts), writer =>
        {
            foreach (var row in rows)
            {
                WriteRow(writer, facts, row);
            }
        });
    }

    /// <summary>The classes that the table has votes for, in the order of its columns.</summary>
    public static ImmutableArray<string> SoftClasses(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.Columns.Where(column => column.StartsWith(SoftPrefix, StringComparison.OrdinalIgnoreCase)).Select(column => column[SoftPrefix.Length..])];
    }

    /// <summary>Reads the rows of a table one by one. Rows with impossible values are left out and told in <see cref="CsvTable.Problems"/>.</summary>
    /// <exception cref="ConfigProblemsException">There is no column <c>filename</c> or <c>label</c>.</exception>
    public static IEnumerable<Annotation> Read(CsvTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var required = table.Require("filename", "label");
        var reader = new AnnotationReader(table);
        var soft = SoftClasses(table).Select(name => table.Find(SoftPrefix + name)).ToImmutableArray();
        return Rows();

        IEnumerable<Annotation> Rows()
        {
            while (table.Next())
            {
                var problems = table.Problems.Count;
                var row = reader.Read(required[0], required[1]) with { SoftLabels = reader.SoftLabels(soft) };
                if (table.Problems.Count == problems)
                {
                    yield return row;
                }
            }
        }
    }

    /// <summary>Whether a column holds positions in pixels, which mean nothing in a picture whose pixels have moved.</summary>
    internal static bool IsPosition(string column) => PositionPrefixes.Any(prefix => column.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    internal static string? Join(ImmutableArray<double> numbers) =>
        numbers.IsDefaultOrEmpty ? null : string.Join(';', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private static IEnumerable<string> Columns(AnnotationFacts facts) =>
    [
        .. AlwaysColumns,
        .. facts.Box ? BoxColumns : [],
        .. facts.Landmarks ? ["landmarks"] : Array.Empty<string>(),
        .. facts.SoftClasses.Select(name => SoftPrefix + name),
        .. facts.Source ? ["source"] : Array.Empty<string>(),
    ];

    private static void WriteRow(CsvTableWriter writer, AnnotationFacts facts, Annotation row)
    {
        writer.Add(row.FileName).Add(row.Label).Add(row.Valence).Add(row.Arousal).Add(row.Identity);
        if (facts.Box)
        {
            writer.Add(row.Box?.X).Add(row.Box?.Y).Add(row.Box?.Width).Add(row.Box?.Height);
        }

        if (facts.Landmarks)
        {
            writer.Add(Join(row.Landmarks));
        }

        for (var index = 0; index < facts.SoftClasses.Length; index++)
        {
            writer.Add(row.SoftLabels.IsDefaultOrEmpty ? (double?)null : row.SoftLabels[index]);
        }

        if (facts.Source)
        {
            writer.Add(row.Source);
        }

        writer.EndRow();
    }
}

/// <summary>What a table of annotations has beside file, label, valence, arousal and identity.</summary>
public sealed record AnnotationFacts
{
    /// <summary>Face boxes.</summary>
    public bool Box { get; init; }

    /// <summary>Landmarks.</summary>
    public bool Landmarks { get; init; }

    /// <summary>Where each picture came from.</summary>
    public bool Source { get; init; }

    /// <summary>The classes that there are votes for; empty for none.</summary>
    public ImmutableArray<string> SoftClasses { get; init; } = [];
}
