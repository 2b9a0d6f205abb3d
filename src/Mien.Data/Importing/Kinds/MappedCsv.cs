using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>Any table with a row per picture. Columns are those that the options name, or the first with a usual name.</summary>
internal sealed class MappedCsv : IImporter
{
    private static readonly string[] FileNames = ["filename", "file", "path", "pth", "image", "image_path", "picture"];
    private static readonly string[] LabelNames = ["label", "expression", "emotion", "class"];
    private static readonly string[] SplitNames = ["split", "usage", "set", "subset", "partition"];
    private static readonly string[] IdentityNames = ["identity", "subject", "subject_id", "person", "person_id"];

    private readonly string _path;
    private readonly string _pictures;
    private readonly ImportOptions _options;

    private MappedCsv(string path, ImportOptions options)
    {
        (_path, _options, _pictures) = (path, options, options.Pictures ?? Path.GetDirectoryName(path)!);
        using var table = CsvTable.Open(path);
        var reader = Reader(table);
        Facts = new() { Box = reader.HasBox, Landmarks = reader.Landmarks >= 0 };
        _ = RequiredColumns(table);
    }

    public AnnotationFacts Facts { get; }

    public IEnumerable<string> Lists => [_path];

    /// <exception cref="ConfigException">The source is no file, or columns are missing.</exception>
    public static IImporter Open(string source, ImportOptions options) => File.Exists(source)
        ? new MappedCsv(source, options)
        : throw new ConfigException($"Expected a table, such as labels.csv, but '{source}' is a folder.");

    public IEnumerable<ImportRecord> Read(ImportLog log)
    {
        using var table = CsvTable.Open(_path, problems: log.Problems);
        var (file, label) = RequiredColumns(table);
        var (split, reader) = (Column(table, _options.Columns.Split, SplitNames), Reader(table));
        while (table.Next())
        {
            log.Fraction = table.Progress;
            var before = log.Problems.Count;
            var record = Record(table, reader.Read(file, label), split < 0 ? null : table.Text(split));
            if (record is not null && log.Problems.Count == before)
            {
                yield return record;
            }
        }
    }

    private ImportRecord? Record(CsvTable table, Annotation known, string? splitText)
    {
        var path = ContainedPath.Resolve(_pictures, known.FileName);
        var split = splitText is null ? "train" : CollectionFiles.Split(splitText);
        if (path is null)
        {
            table.Problems.Add(table.Origin, $"expected a relative path inside of {_pictures} but got '{known.FileName}'");
        }

        if (split is null)
        {
            table.Problems.Add(table.Origin, $"expected a split such as train, val or test but got '{splitText}'");
        }

        if (string.IsNullOrWhiteSpace(known.Label))
        {
            table.Problems.Add(table.Origin, "expected a class but the field is empty");
        }

        return path is null || split is null ? null : new()
        {
            Origin = table.Origin,
            Split = split,
            Path = path,
            Crop = _options.Crop,
            Known = known with
            {
                FileName = _options.Crop && known.Box is not null ? CroppedName(path) : Path.GetFileName(path),
                Label = CollectionFiles.ClassName(known.Label),
                Source = known.FileName,
            },
        };
    }

    // A cut picture is written again: as JPEG where it was one, else without loss.
    internal static string CroppedName(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG" or ".JPE"
        ? Path.GetFileName(path)
        : Path.GetFileNameWithoutExtension(path) + ".png";

    private AnnotationReader Reader(CsvTable table)
    {
        var columns = _options.Columns;
        var reader = new AnnotationReader(table)
        {
            Valence = Column(table, columns.Valence, ["valence"]),
            Arousal = Column(table, columns.Arousal, ["arousal"]),
            Identity = Column(table, columns.Identity, IdentityNames),
        };
        return columns.Box.IsEmpty ? reader : new AnnotationReader(table)
        {
            Valence = reader.Valence,
            Arousal = reader.Arousal,
            Identity = reader.Identity,
            Box = table.Require([.. columns.Box]),
        };
    }

    private (int File, int Label) RequiredColumns(CsvTable table) =>
        (Required(table, _options.Columns.File, FileNames, "--file-col"), Required(table, _options.Columns.Label, LabelNames, "--label-col"));

    private static int Required(CsvTable table, string? named, string[] usual, string option) => Column(table, named, usual) is >= 0 and var column
        ? column
        : throw new ConfigException($"Expected a column {string.Join(", ", usual)} in {table.Name} but there are only {string.Join(", ", table.Columns)}; name it by {option}.");

    private static int Column(CsvTable table, string? named, string[] usual) =>
        named is null ? usual.Select(table.Find).FirstOrDefault(column => column >= 0, -1) : table.Require(named)[0];
}
