using System.Collections.Immutable;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>FER+ as the authors' program lays it out: FER2013Train/, FER2013Valid/ and FER2013Test/ with pictures and a label.csv without a header.</summary>
internal sealed class FerPlusFolders(ImmutableArray<(string Split, string Folder)> sets, ImportOptions options) : IImporter
{
    private const string ListName = "label.csv";

    private static readonly ImmutableArray<string> Columns = ["Image name", "box", .. FerVotes.Columns];
    private static readonly ImmutableArray<(string Split, string Name)> Known = [("train", "FER2013Train"), ("val", "FER2013Valid"), ("test", "FER2013Test")];

    private readonly FerVotes _votes = new(options);

    public AnnotationFacts Facts { get; } = new() { SoftClasses = FerVotes.Expressions };

    public IEnumerable<string> Lists => sets.Select(set => ListOf(set.Folder));

    /// <summary>Those of the three folders that are there, with their splits.</summary>
    public static ImmutableArray<(string Split, string Folder)> Find(string source) =>
        [.. Known.Select(set => (set.Split, Folder: Path.Combine(source, set.Name))).Where(set => File.Exists(ListOf(set.Folder)))];

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        for (var index = 0; index < sets.Length; index++)
        {
            var (split, folder) = sets[index];
            var name = Path.GetFileName(folder);
            var pictures = options.Pictures is { } given ? Path.Combine(given, name) : folder;
            using var table = CsvTable.OpenWithoutHeader(ListOf(folder), Columns, log.Problems);
            var votes = table.Require([.. FerVotes.Columns]);
            while (table.Next())
            {
                log.Fraction = (index + table.Progress) / sets.Length;
                var origin = $"{name}/{table.Origin}"; // all three lists have one name
                if (FerVotes.Read(table, votes) is { } row && _votes.Label(row, log) is { } label && PathOf(table, pictures, origin) is { } path)
                {
                    yield return new()
                    {
                        Origin = origin,
                        Split = split,
                        Path = path,
                        Known = new() { FileName = Path.GetFileName(path), Label = label, Source = $"{name}/{table.Text(0)}", SoftLabels = FerVotes.Fractions(row) },
                    };
                }
            }
        }
    }

    private static string? PathOf(CsvTable table, string pictures, string origin)
    {
        var path = ContainedPath.Resolve(pictures, table.Text(0));
        if (path is null)
        {
            table.Problems.Add(origin, $"expected a picture in {pictures} but got '{table.Text(0)}'");
        }

        return path;
    }

    private static string ListOf(string folder) => Path.Combine(folder, ListName);
}
