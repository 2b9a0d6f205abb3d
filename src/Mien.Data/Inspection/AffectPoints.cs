using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Data.Inspection;

/// <summary>Valence and arousal of a dataset, from its annotations.csv.</summary>
internal static class AffectPoints
{
    /// <summary>The points of all rows that have both numbers and a class of the dataset; empty without such a file. Malformed rows are left out.</summary>
    /// <exception cref="MienException">The file is no table of annotations.</exception>
    public static ImmutableArray<LabelledAffect> Read(string folder, LabelSet labels)
    {
        var path = Path.Combine(folder, AnnotationTable.FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        using var table = CsvTable.Open(path);
        return
        [
            .. from row in AnnotationTable.Read(table)
               let label = labels.IndexOf(row.Label)
               where label >= 0 && row.Valence is not null && row.Arousal is not null
               select new LabelledAffect(label, new(row.Valence!.Value, row.Arousal!.Value)),
        ];
    }
}
