using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>
/// AffectNet (Mollahosseini, Hasani and Mahoor 2017, IEEE Transactions on Affective Computing): lists such as training.csv and validation.csv
/// with face box, landmarks, expression, valence and arousal of every picture, and the pictures beside. Its form of single arrays is
/// <see cref="AffectNetArrays"/>.
/// </summary>
internal sealed class AffectNet(ImmutableArray<AffectNetList> lists, string pictures, ImportOptions options) : IImporter
{
    private const int ProbedRows = 100; // until one of them is found, to tell the folder of the pictures

    private static readonly ImmutableArray<string> Choices =
        [.. Enum.GetValues<Expression>().Select(CollectionFiles.NameOf), "none", "uncertain", "no-face"];

    public AnnotationFacts Facts { get; } = new() { Box = true, Landmarks = true };

    public IEnumerable<string> Lists => lists.Select(list => list.Path);

    /// <exception cref="ConfigException">There are neither lists nor arrays.</exception>
    public static IImporter Open(string source, ImportOptions options)
    {
        var lists = AffectNetList.Find(source);
        return !lists.IsEmpty
            ? new AffectNet(lists, options.Pictures ?? FindPictures(source, lists), options)
            : AffectNetArrays.Open(source, options) ?? throw new ConfigException(
                $"Expected training.csv or validation.csv with a column {AffectNetList.PathColumn}, or images/ and annotations/ with .npy files, in '{source}'.");
    }

    /// <summary>The class of an AffectNet number, 0 to 10, or null.</summary>
    public static string? ClassOf(double? number) => number is >= 0 and <= 10 && number == Math.Floor(number.Value) ? Choices[(int)number] : null;

    /// <summary>Whether a class is none of the eight expressions and was not asked for; then it is counted.</summary>
    public static bool IsLeftOut(string label, ImportOptions options, ImportLog log)
    {
        var isLeftOut = Choices.IndexOf(label) >= 8 && !options.Keep.Contains(label);
        if (isLeftOut)
        {
            log.LeaveOut(label);
        }

        return isLeftOut;
    }

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        for (var index = 0; index < lists.Length; index++)
        {
            using var table = lists[index].Open(log.Problems);
            var columns = table.Require(AffectNetList.PathColumn, AffectNetList.ExpressionColumn);
            var reader = new AnnotationReader(table);
            while (table.Next())
            {
                log.Fraction = (index + table.Progress) / lists.Length;
                if (Record(table, reader, columns, lists[index].Split, log) is { } record)
                {
                    yield return record;
                }
            }
        }
    }

    private ImportRecord? Record(CsvTable table, AnnotationReader reader, ImmutableArray<int> columns, string split, ImportLog log)
    {
        if (ClassOf(table.Number(columns[1])) is not { } label)
        {
            log.Problems.Add(table.Origin, $"expected an expression from 0 to 10 but got '{table.Text(columns[1])}'");
            return null;
        }

        if (IsLeftOut(label, options, log))
        {
            return null;
        }

        var before = log.Problems.Count;
        var known = reader.Read(columns[0], columns[1]);
        var path = ContainedPath.Resolve(pictures, known.FileName);
        if (path is null)
        {
            log.Problems.Add(table.Origin, $"expected a relative path inside of {pictures} but got '{known.FileName}'");
        }

        return path is null || log.Problems.Count > before ? null : new()
        {
            Origin = table.Origin,
            Split = split,
            Path = path,
            Crop = options.Crop,
            Known = known with
            {
                FileName = options.Crop && known.Box is not null ? MappedCsv.CroppedName(path) : Path.GetFileName(path),
                Label = label,
                Source = known.FileName,
            },
        };
    }

    // The archives unpack into folders of several names; the one that has the first pictures of the list is right.
    private static string FindPictures(string source, ImmutableArray<AffectNetList> lists)
    {
        var root = File.Exists(source) ? Path.GetDirectoryName(source)! : source;
        var parent = Path.GetDirectoryName(root) ?? root;
        string[] folders =
            [root, .. CollectionFiles.ClassFolders(root), .. CollectionFiles.ClassFolders(root).SelectMany(folder => CollectionFiles.ClassFolders(folder).Take(8)), parent, .. File.Exists(source) ? CollectionFiles.ClassFolders(parent) : []];
        using var table = lists[0].Open();
        var column = table.Find(AffectNetList.PathColumn);
        for (var row = 0; row < ProbedRows && table.Next(); row++)
        {
            if (folders.FirstOrDefault(folder => ContainedPath.Resolve(folder, table.Text(column)) is { } path && File.Exists(path)) is { } found)
            {
                return found;
            }
        }

        return root;
    }
}
