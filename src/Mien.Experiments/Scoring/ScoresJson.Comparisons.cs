using System.Collections.Immutable;
using System.Text.Json;

namespace Mien.Experiments;

public static partial class ScoresJson
{
    /// <summary>Writes scores by the values of columns as one property <c>by</c>; nothing without columns.</summary>
    public static void Write(Utf8JsonWriter writer, ImmutableArray<(string Column, ImmutableArray<Subgroup> Groups)> columns)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (columns.IsEmpty)
        {
            return;
        }

        writer.WriteStartObject("by");
        foreach (var (column, groups) in columns)
        {
            writer.WriteStartArray(column);
            foreach (var group in groups)
            {
                writer.WriteStartObject();
                writer.WriteString("value", group.Value);
                writer.WriteNumber("count", group.Count);
                WriteScore(writer, "accuracy", group.Accuracy);
                WriteArray(writer, "accuracy_interval_95", [group.Interval.Low, group.Interval.High]);
                WriteScore(writer, "balanced_accuracy", group.BalancedAccuracy);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a comparison as one property <c>comparison</c>; nothing without one.</summary>
    public static void Write(Utf8JsonWriter writer, Comparison? comparison)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (comparison is null)
        {
            return;
        }

        writer.WriteStartObject("comparison");
        writer.WriteNumber("count", comparison.Count);
        writer.WriteStartObject("differences");
        foreach (var score in comparison.Differences)
        {
            writer.WriteStartObject(score.Name);
            WriteScore(writer, "value", score.Value);
            WriteArray(writer, "interval_95", [score.Interval.Low, score.Interval.High]);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        if (comparison.McNemar is { } test)
        {
            writer.WriteStartObject("mcnemar");
            writer.WriteNumber("only_first", test.OnlyFirst);
            writer.WriteNumber("only_second", test.OnlySecond);
            WriteScore(writer, "p_value", test.PValue);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
