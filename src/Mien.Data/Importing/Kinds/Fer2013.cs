using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>
/// FER-2013 (Goodfellow et al. 2013, "Challenges in representation learning", ICONIP): fer2013.csv with 35,887 faces, or the folder form of
/// Kaggle, <c>train/CLASS</c> and <c>test/CLASS</c>.
/// </summary>
internal sealed class Fer2013(string path) : IImporter
{
    public AnnotationFacts Facts { get; } = new();

    public IEnumerable<string> Lists => [path];

    /// <exception cref="ConfigException">There is neither the table nor the folders.</exception>
    public static IImporter Open(string source, ImportOptions options)
    {
        if (FerPixels.Find(source) is { } table)
        {
            return new Fer2013(table);
        }

        return Directory.Exists(Path.Combine(source, "train"))
            ? new ClassFolders(source)
            : throw new ConfigException($"Expected fer2013.csv, or folders train/ and test/ with a folder per class, in '{source}'.");
    }

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        using var table = CsvTable.Open(path, problems: log.Problems);
        var pixels = new FerPixels(table);
        while (table.Next())
        {
            log.Fraction = table.Progress;
            if (pixels.Expression() is { } expression && pixels.Split() is { } split && pixels.Picture() is { } picture)
            {
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
