using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>Joins a dataset of class folders with the <c>annotations.csv</c> beside them.</summary>
public static class DatasetAnnotations
{
    /// <summary>The row of every sample, in the order of the samples; null for a sample without one. Nothing where there is no table.</summary>
    /// <param name="dataset">Its table lies in its root, or beside the folder of its split.</param>
    /// <param name="votedClasses">The classes of <see cref="Annotation.SoftLabels"/>.</param>
    /// <exception cref="MienException">The table cannot be read, or rows of it are malformed; all of them.</exception>
    public static ImmutableArray<Annotation?>? Read(FaceDataset dataset, out ImmutableArray<string> votedClasses)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        votedClasses = [];
        if (Find(dataset.Root) is not (var path, var prefix))
        {
            return null;
        }

        using var table = CsvTable.Open(path);
        votedClasses = AnnotationTable.SoftClasses(table);
        var rows = new Dictionary<string, Annotation>(StringComparer.Ordinal);
        foreach (var row in AnnotationTable.Read(table))
        {
            rows.TryAdd(row.FileName, row);
        }

        table.Problems.ThrowIfAny(table.Name);
        return [.. dataset.Samples.Select(sample => rows.GetValueOrDefault(prefix + sample.Path))];
    }

    /// <summary>The dataset with valence, arousal and votes of its table; unchanged where there is none.</summary>
    /// <param name="dataset">Votes are matched to its classes by name or expression; those for other classes are left out, and the rest adds up to 1 again.</param>
    /// <param name="affect">Whether valence and arousal are wanted.</param>
    /// <param name="votes">Whether votes are wanted.</param>
    /// <exception cref="MienException">The table cannot be read, or rows of it are malformed; all of them.</exception>
    public static FaceDataset Attach(FaceDataset dataset, bool affect = true, bool votes = true)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (Read(dataset, out var votedClasses) is not { } rows)
        {
            return dataset;
        }

        int[] labels = [.. votedClasses.Select(name => LabelOf(name, dataset.Labels))];
        return dataset with
        {
            Samples =
            [
                .. dataset.Samples.Zip(rows, (sample, row) => row is null ? sample : sample with
                {
                    Valence = affect ? (float?)row.Valence : null,
                    Arousal = affect ? (float?)row.Arousal : null,
                    Votes = votes ? Votes(row.SoftLabels, labels, dataset.Labels.Count) : [],
                }),
            ],
        };
    }

    /// <summary>The texts of some columns, of any name, for every sample; empty for a sample without a row.</summary>
    /// <param name="dataset">As for <see cref="Read"/>.</param>
    /// <param name="columns">Their names; case does not count.</param>
    /// <returns>A row for each sample, in their order, as long as there are columns.</returns>
    /// <exception cref="ConfigException">There is no table, or it has no such column.</exception>
    public static ImmutableArray<ImmutableArray<string>> Fields(FaceDataset dataset, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(columns);
        if (Find(dataset.Root) is not (var path, var prefix))
        {
            throw new ConfigException($"Expected an {AnnotationTable.FileName} in {dataset.Root} or beside it with the columns {string.Join(", ", columns)}, but there is none.");
        }

        using var table = CsvTable.Open(path);
        if (columns.FirstOrDefault(column => table.Find(column) < 0) is { } unknown)
        {
            throw new ConfigException($"There is no column '{unknown}' in {path}{NearMiss.HintOrAll(unknown, table.Columns)}");
        }

        var (name, wanted) = (table.Require("filename")[0], columns.Select(table.Find).ToArray());
        var rows = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        while (table.Next())
        {
            rows.TryAdd(table.Text(name), [.. wanted.Select(table.Text)]);
        }

        table.Problems.ThrowIfAny(table.Name);
        ImmutableArray<string> none = [.. columns.Select(_ => "")];
        return [.. dataset.Samples.Select(sample => rows.GetValueOrDefault(prefix + sample.Path, none))];
    }

    private static (string Path, string Prefix)? Find(string root)
    {
        var inside = Path.Combine(root, AnnotationTable.FileName);
        var beside = Path.Combine(Path.GetDirectoryName(root) ?? "", AnnotationTable.FileName);
        return File.Exists(inside) ? (inside, "")
            : File.Exists(beside) ? (beside, Path.GetFileName(root) + "/")
            : null;
    }

    private static int LabelOf(string name, LabelSet labels)
    {
        var exact = labels.IndexOf(name);
        return exact >= 0 || ExpressionNames.Parse(name) is not { } expression
            ? exact
            : labels.Names.ToList().FindIndex(label => ExpressionNames.Parse(label) == expression);
    }

    private static ImmutableArray<float> Votes(ImmutableArray<double> fractions, int[] labels, int classCount)
    {
        var votes = new double[classCount];
        foreach (var (column, fraction) in fractions.Index().Where(item => labels[item.Index] >= 0))
        {
            votes[labels[column]] += fraction;
        }

        var total = votes.Sum();
        return total > 0 ? [.. votes.Select(vote => (float)(vote / total))] : [];
    }
}
