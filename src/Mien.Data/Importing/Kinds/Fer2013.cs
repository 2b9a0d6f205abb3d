using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>
/// FER-2013 (Goodfellow et al. 2013, "Challenges in representation learning", ICONIP): fer2013.csv with 35,887 faces, the two tables of Kaggle's
/// competition, or the folder form of Kaggle, <c>train/CLASS</c> and <c>test/CLASS</c>.
/// </summary>
/// <remarks>The competition's train.csv has no usage, so that all of it is for training; its test.csv has no labels, so that nothing of it is taken.</remarks>
internal sealed class Fer2013(ImmutableArray<string> tables) : IImporter
{
    private static readonly ImmutableArray<string> CompetitionTables = ["train.csv", "test.csv"];

    public AnnotationFacts Facts { get; } = new();

    public IEnumerable<string> Lists => tables;

    /// <exception cref="ConfigException">There is neither the table nor the folders.</exception>
    public static IImporter Open(string source, ImportOptions options)
    {
        if (FerPixels.Find(source) is { } table)
        {
            return new Fer2013([table]);
        }

        if (Directory.Exists(Path.Combine(source, "train")))
        {
            return new ClassFolders(source);
        }

        ImmutableArray<string> tables = [.. CompetitionTables.Select(name => CollectionFiles.Find(source, name)).OfType<string>()];
        return !tables.IsEmpty
            ? new Fer2013(tables)
            : throw new ConfigException($"Expected fer2013.csv, train.csv, or folders train/ and test/ with a folder per class, in '{source}'.");
    }

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        for (var index = 0; index < tables.Length; index++)
        {
            using var table = CsvTable.Open(tables[index], problems: log.Problems);
            foreach (var record in FerPixels.IsUnlabelled(table) ? LeftOut(table, log) : Read(table, log))
            {
                log.Fraction = (index + table.Progress) / tables.Length;
                yield return record;
            }
        }
    }

    private static IEnumerable<ImportRecord> LeftOut(CsvTable table, ImportLog log)
    {
        while (table.Next())
        {
            log.LeaveOut($"{Path.GetFileName(table.Name)} has no labels");
        }

        return [];
    }

    private static IEnumerable<ImportRecord> Read(CsvTable table, ImportLog log)
    {
        var pixels = new FerPixels(table);
        while (table.Next())
        {
            if (pixels.Expression() is { } expression && pixels.Split() is { } split && pixels.Picture() is { } picture)
            {
                if (!pixels.HasUsage)
                {
                    log.Remark("without an official split, all put into train/");
                }

                yield return new()
                {
                    Origin = table.Origin,
                    Split = split,
                    Picture = picture,
                    Known = new() { FileName = pixels.FileName, Label = CollectionFiles.NameOf(expression), Source = table.Origin },
                };
            }
        }
    }
}
