using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Importing.Kinds;

/// <summary>
/// AffectNet as it is shared on Kaggle: <c>train/CLASS/picture</c> and labels.csv (<c>pth, label, relFCs</c>) with labels that were improved later.
/// Pictures keep their folder's label unless the improved ones are asked for.
/// </summary>
internal sealed class AffectNetKaggle(string source, string labelPath, ImportOptions options) : ClassFolders(source)
{
    private const string TrainFolder = "train/";

    public override IEnumerable<string> Lists => base.Lists.Prepend(labelPath);

    /// <exception cref="ConfigException">There is no train/ or no labels.csv.</exception>
    public static IImporter Open(string source, ImportOptions options)
    {
        var folder = File.Exists(source) ? Path.GetDirectoryName(source)! : source;
        var labels = Path.Combine(folder, "labels.csv");
        return File.Exists(labels) && Directory.Exists(Path.Combine(folder, "train"))
            ? new AffectNetKaggle(folder, labels, options)
            : throw new ConfigException($"Expected train/<class>/ and labels.csv in '{folder}' but there is no {(File.Exists(labels) ? "train/" : "labels.csv")}.");
    }

    public override IEnumerable<ImportRecord> Read(ImportLog log)
    {
        var rows = ReadLabels(log);
        foreach (var record in ReadFolders(log, (path, folderLabel) => Label(rows, path, folderLabel, log)))
        {
            yield return record;
        }

        foreach (var (path, row) in rows.Where(row => !row.Value.IsUsed))
        {
            log.Problems.Add(row.Origin, $"there is no picture {TrainFolder}{path}");
        }
    }

    private string Label(Dictionary<string, Row> rows, string path, string folderLabel, ImportLog log)
    {
        if (!path.StartsWith(TrainFolder, StringComparison.Ordinal))
        {
            return folderLabel;
        }

        if (!rows.TryGetValue(path[TrainFolder.Length..], out var row))
        {
            log.Remark("without a row in labels.csv, with the label of the folder");
            return folderLabel;
        }

        row.IsUsed = true;
        if (row.Label == folderLabel)
        {
            return folderLabel;
        }

        log.Remark(options.ImprovedLabels ? "with an improved label" : "with another label in labels.csv (--improved-labels takes it)");
        return options.ImprovedLabels ? row.Label : folderLabel;
    }

    private Dictionary<string, Row> ReadLabels(ImportLog log)
    {
        using var table = CsvTable.Open(labelPath, problems: log.Problems);
        var columns = table.Require("pth", "label");
        var rows = new Dictionary<string, Row>(StringComparer.Ordinal);
        while (table.Next())
        {
            var (path, label) = (table.Text(columns[0]).Replace('\\', '/'), CollectionFiles.ClassName(table.Text(columns[1])));
            if (ContainedPath.Resolve(".", path) is null)
            {
                log.Problems.Add(table.Origin, $"expected a path inside of train/ but got '{path}'");
            }
            else if (!rows.TryAdd(path, new(table.Origin, label)))
            {
                log.Problems.Add(table.Origin, $"{path} stands in {rows[path].Origin} already");
            }
        }

        return rows;
    }

    private sealed record Row(string Origin, string Label)
    {
        public bool IsUsed { get; set; }
    }
}
