using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mien.Metrics;

namespace Mien.Experiments;

/// <summary>The result of an evaluation as JSON: what <c>--json</c> prints and metrics.json holds. No times in it: equal results give equal bytes.</summary>
public static class EvaluationJson
{
    /// <summary>
    /// One object: <c>accuracy</c>, <c>balanced_accuracy</c>, <c>macro_f1</c>, <c>count</c>, <c>labels</c>, <c>confusion</c> (rows truth,
    /// columns predictions), <c>per_class</c> (by name: precision, recall, f1, support), <c>model</c>, <c>weights</c>, <c>data</c>,
    /// <c>split</c>, <c>fingerprint</c>, <c>precision</c>, <c>unreadable</c>.
    /// </summary>
    /// <param name="result">The result.</param>
    /// <param name="indented">Over several lines, for a file that people read.</param>
    public static string Text(EvaluationResult result, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(
            buffer, new() { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("accuracy", result.Accuracy);
            writer.WriteNumber("balanced_accuracy", result.BalancedAccuracy);
            writer.WriteNumber("macro_f1", result.MacroF1);
            writer.WriteNumber("count", result.Count);
            WriteClasses(writer, result);
            WriteSource(writer, result);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteClasses(Utf8JsonWriter writer, EvaluationResult result)
    {
        writer.WriteStartArray("labels");
        foreach (var name in result.Labels.Names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("confusion");
        for (var label = 0; label < result.Labels.Count; label++)
        {
            writer.WriteStartArray();
            for (var prediction = 0; prediction < result.Labels.Count; prediction++)
            {
                writer.WriteNumberValue(result.Confusion[label, prediction]);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("per_class");
        foreach (var (name, score) in result.Labels.Names.Zip(result.PerClass))
        {
            WriteScore(writer, name, score);
        }

        writer.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter writer, string name, ClassScore score)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("precision", score.Precision);
        writer.WriteNumber("recall", score.Recall);
        writer.WriteNumber("f1", score.F1);
        writer.WriteNumber("support", score.Support);
        writer.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter writer, EvaluationResult result)
    {
        writer.WriteString("model", result.Model);
        writer.WriteString("weights", result.Weights);
        writer.WriteString("data", result.Data);
        writer.WriteString("split", result.Split);
        writer.WriteString("fingerprint", result.Fingerprint);
        writer.WriteString("precision", result.Precision);
        writer.WriteStartArray("unreadable");
        foreach (var picture in result.Unreadable)
        {
            writer.WriteStartObject();
            writer.WriteString("file", picture.File);
            writer.WriteString("error", picture.Error);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
