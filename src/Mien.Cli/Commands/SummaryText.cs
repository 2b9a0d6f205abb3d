using System.Globalization;
using System.Text;
using Mien.Models.Summaries;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary>The summary of an architecture as text, in two styles.</summary>
internal static class SummaryText
{
    private const double KerasMegabyte = 1 << 20;

    /// <summary>A table with multiply-adds, and totals.</summary>
    public static string Plain(ModelSummary summary)
    {
        var table = new TextTable("layer", "type", "output", "parameters", "multiply-adds") { TextColumns = new HashSet<int> { 0, 1, 2 } };
        foreach (var layer in summary.Layers)
        {
            table.Add(layer.Name.Length == 0 ? "(net)" : layer.Name, layer.Type, Shape(layer.OutputShape, "N"), Count(layer.TrainableCount), Count(layer.MultiplyAdds));
        }

        return table.ToText() + string.Create(CultureInfo.InvariantCulture, $"""

            {summary.Model}: {Shape(summary.InputShape, "N")} to {Shape(summary.OutputShape, "N")}
            parameters     {summary.TrainableCount:N0} trainable, {summary.NonTrainableCount:N0} in running moments
            size           {summary.Megabytes:N1} MB in float32
            multiply-adds  {ModelsCommand.Giga(summary.MultiplyAdds)} for one picture

            """) + $"Next: mien models graph {summary.Model}\n";
    }

    /// <summary>The columns and counts of Keras, running moments counted as parameters.</summary>
    public static string Keras(ModelSummary summary)
    {
        (string Layer, string Shape, string Count)[] rows =
        [
            ("Layer (type)", "Output Shape", "Param #"),
            .. summary.Layers.Select(layer => ($"{layer.Name} ({layer.Type})", Shape(layer.OutputShape, "None"), layer.ParameterCount.ToString(CultureInfo.InvariantCulture))),
        ];
        var (first, second, third) = (rows.Max(row => row.Layer.Length) + 2, rows.Max(row => row.Shape.Length) + 2, rows.Max(row => row.Count.Length));
        var width = 1 + first + second + third;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Model: \"{summary.Model}\"\n{new string('_', width)}\n");
        for (var i = 0; i < rows.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" {rows[i].Layer.PadRight(first)}{rows[i].Shape.PadRight(second)}{rows[i].Count}\n");
            text.Append(i == 0 ? $"{new string('=', width)}\n" : "");
        }

        string Total(string name, long count) => string.Create(CultureInfo.InvariantCulture, $"{name}: {count:N0} ({count * sizeof(float) / KerasMegabyte:N2} MB)\n");
        return text.Append('=', width).Append('\n')
            .Append(Total("Total params", summary.TrainableCount + summary.NonTrainableCount))
            .Append(Total("Trainable params", summary.TrainableCount))
            .Append(Total("Non-trainable params", summary.NonTrainableCount))
            .Append('_', width).Append('\n').ToString();
    }

    private static string Shape(IReadOnlyCollection<long> shape, string batch) =>
        shape.Count == 0 ? "-" : $"({string.Join(", ", shape.Skip(1).Select(size => size.ToString(CultureInfo.InvariantCulture)).Prepend(batch))})";

    private static string Count(long count) => count == 0 ? "" : count.ToString("N0", CultureInfo.InvariantCulture);
}
