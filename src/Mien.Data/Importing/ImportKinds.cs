using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Importing.Kinds;

namespace Mien.Data.Importing;

/// <summary>The collections that can be imported.</summary>
public static class ImportKinds
{
    private static readonly ImmutableArray<Entry> All =
    [
        new("fer2013", "FER-2013: fer2013.csv, train.csv, or its folders train/ and test/", Fer2013.Open),
        new("ferplus", "FER+: fer2013new.csv with ten votes per picture, beside fer2013.csv, or its folders FER2013Train/ and so on", FerPlus.Open),
        new("affectnet", "AffectNet: training.csv and validation.csv with the pictures, or images/ and annotations/*.npy", AffectNet.Open),
        new("affectnet-kaggle", "AffectNet as on Kaggle: train/<class>/ and labels.csv", AffectNetKaggle.Open),
        new("rafdb", "RAF-DB, basic expressions: list_patition_label.txt and the pictures", RafDb.Open),
        new("csv", "Any table that names picture and class", MappedCsv.Open),
    ];

    /// <summary>Names and descriptions.</summary>
    public static ImmutableArray<(string Name, string Description)> Names => [.. All.Select(entry => (entry.Name, entry.Description))];

    /// <exception cref="ConfigException">There is no such kind, or the source is not of it.</exception>
    internal static IImporter Open(string kind, string source, ImportOptions options)
    {
        var entry = All.FirstOrDefault(entry => entry.Name == kind)
            ?? throw new ConfigException($"Expected one of {string.Join(", ", All.Select(entry => entry.Name))} to import but got '{kind}'{NearMiss.Hint(kind, All.Select(entry => entry.Name))}");
        return File.Exists(source) || Directory.Exists(source)
            ? entry.Open(source, options)
            : throw new ConfigException($"Expected the {kind} collection in '{source}' but there is no such file or folder.");
    }

    private sealed record Entry(string Name, string Description, Func<string, ImportOptions, IImporter> Open);
}
