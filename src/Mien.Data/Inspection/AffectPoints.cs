using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Inspection;

/// <summary>Valence and arousal of a dataset, from its annotations.csv.</summary>
internal static class AffectPoints
{
    private const string FileName = "annotations.csv";

    /// <summary>The points of all rows that have both numbers, in [-1, 1] (AffectNet writes -2 for none), and a class of the dataset; empty without such columns.</summary>
    /// <exception cref="TableException">The file is no table.</exception>
    public static ImmutableArray<LabelledAffect> Read(string folder, LabelSet labels)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        using var table = CsvTable.Open(path);
        var (label, valence, arousal) = (table.Find("label"), table.Find("valence"), table.Find("arousal"));
        if (label < 0 || valence < 0 || arousal < 0)
        {
            return [];
        }

        var points = ImmutableArray.CreateBuilder<LabelledAffect>();
        while (table.Next())
        {
            if (labels.IndexOf(table.Text(label)) is >= 0 and var index
                && table.Number(valence) is >= -1 and <= 1 and var v && table.Number(arousal) is >= -1 and <= 1 and var a)
            {
                points.Add(new(index, new(v, a)));
            }
        }

        return points.ToImmutable();
    }
}
