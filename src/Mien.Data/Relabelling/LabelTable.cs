using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Relabelling;

/// <summary>The improved labels of pictures, from a table such as AffectNet's on Kaggle has it.</summary>
internal sealed class LabelTable
{
    private readonly Dictionary<string, (string Label, string Origin)> _labels = new(StringComparer.Ordinal);

    private LabelTable(ProblemList problems) => Problems = problems;

    /// <summary>Everything that is odd about the table.</summary>
    public ProblemList Problems { get; }

    /// <summary>Label of each path that the table names and that there is.</summary>
    public int Count => _labels.Count;

    /// <summary>The label of a picture, or null where the table has no row of it.</summary>
    public string? Find(string path) => _labels.TryGetValue(path, out var row) ? row.Label : null;

    /// <exception cref="TableException">The file is missing or no table.</exception>
    /// <exception cref="ConfigProblemsException">A column is missing.</exception>
    public static LabelTable Read(string path, IReadOnlySet<string> pictures)
    {
        using var table = CsvTable.Open(path);
        var columns = table.Require("pth", "label");
        var labels = new LabelTable(table.Problems);
        while (table.Next())
        {
            labels.Add(table.Text(columns[0]), table.Text(columns[1]).Trim(), table.Origin, pictures);
        }

        return labels;
    }

    private void Add(string written, string label, string origin, IReadOnlySet<string> pictures)
    {
        var path = Normalize(written);
        if (path is null)
        {
            Problems.Add(origin, $"expected a path 'class/file' inside of train/ but got {Shown.Name(written)}");
        }
        else if (!pictures.Contains(path))
        {
            Problems.Add(origin, $"there is no picture {Shown.Name(path)}");
        }
        else if (!IsFolderName(label))
        {
            Problems.Add(origin, $"expected a label that can be the name of a folder but got {Shown.Name(label)}; {Shown.Name(path)} stays in its class");
        }
        else if (!_labels.TryAdd(path, (label, origin)))
        {
            var (first, firstOrigin) = _labels[path];
            Problems.Add(origin, first == label
                ? $"{Shown.Name(path)} has a row at {firstOrigin} already, with the same label"
                : $"{Shown.Name(path)} has a row at {firstOrigin} already, with the label {Shown.Name(first)}, which counts; {Shown.Name(label)} is passed over");
        }
    }

    private static string? Normalize(string written)
    {
        var parts = written.Trim().Replace('\\', '/').Split('/').Where(part => part != ".").ToArray();
        var isInside = parts.Length > 1 && parts.All(part => part.Length > 0 && part != "..");
        return isInside ? string.Join('/', parts) : null;
    }

    private static bool IsFolderName(string label) =>
        label.Length is > 0 and <= 100 && label[0] != '.' && !label.Any(letter => letter is '/' or '\\' || char.IsControl(letter));
}
