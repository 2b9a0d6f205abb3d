using System.Collections.Immutable;
using Mien.Data;
using Mien.Data.Files;
using Mien.Data.Tables;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>The charts of an inspection, drawn into its report with the numbers beside them.</summary>
internal sealed class InspectionCharts
{
    public InspectionCharts(DatasetInspection inspection, OutputFolder output)
    {
        ClassCounts = DrawClassCounts(inspection, output);
        Affect = inspection.Affect.IsEmpty ? [] : DrawAffect(inspection, output);
    }

    /// <summary>Bars of the classes; empty where they could not be drawn.</summary>
    public IReadOnlyList<PagePicture> ClassCounts { get; }

    /// <summary>Valence and arousal; empty where there are none or they could not be drawn.</summary>
    public IReadOnlyList<PagePicture> Affect { get; }

    /// <summary>Why charts are missing.</summary>
    public ImmutableArray<string> Problems { get; private set; } = [];

    private IReadOnlyList<PagePicture> DrawClassCounts(DatasetInspection inspection, OutputFolder output)
    {
        var csv = output.Full("class_counts.csv");
        var counts = inspection.Splits.Select(inspection.CountsOf).ToArray();
        CsvTableWriter.Write(csv, ["class", .. inspection.Splits.Select(InspectionTables.NameOf)], table =>
        {
            foreach (var (label, name) in inspection.Labels.Names.Index())
            {
                table.Add(name);
                Array.ForEach(counts, split => table.Add(split[label]));
                table.EndRow();
            }
        });
        return Keep(ClassCountsChart.Draw(csv, inspection.Splits.Length, output.Full("class_counts.png")), "Pictures of each class in each split, as bars");
    }

    private IReadOnlyList<PagePicture> DrawAffect(DatasetInspection inspection, OutputFolder output)
    {
        var csv = output.Full("affect.csv");
        CsvTableWriter.Write(csv, ["label", "valence", "arousal"], table =>
        {
            foreach (var (label, affect) in inspection.Affect)
            {
                table.Add(label).Add(affect.Valence).Add(affect.Arousal).EndRow();
            }
        });
        return Keep(AffectScatter.Draw(csv, inspection.Labels, output.Full("affect.png")), "Valence and arousal of the pictures, a panel for each class");
    }

    private IReadOnlyList<PagePicture> Keep(ChartResult chart, string description)
    {
        if (chart.Path is { } path)
        {
            return [new(Path.GetFileName(path), description)];
        }

        Problems = Problems.Contains(chart.Problem!) ? Problems : Problems.Add(chart.Problem!);
        return [];
    }
}
