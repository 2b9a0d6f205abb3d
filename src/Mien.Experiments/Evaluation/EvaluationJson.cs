using System.Collections.Immutable;
using System.Text.Json;

namespace Mien.Experiments;

/// <summary>The result of an evaluation as JSON: what <c>--json</c> prints and metrics.json in the report holds. No times in it: equal results give equal bytes.</summary>
public static class EvaluationJson
{
    /// <summary>
    /// One object: the scores of <see cref="ScoresJson"/>, and <c>model</c>, <c>weights</c>, <c>data</c>, <c>split</c>, <c>fingerprint</c>,
    /// <c>engine</c>, <c>precision</c>, <c>members</c>, <c>augmentation</c>, <c>unreadable</c>.
    /// </summary>
    /// <param name="result">The result.</param>
    /// <param name="indented">Over several lines, for a file that people read.</param>
    /// <param name="details">What else was asked for; null for nothing.</param>
    public static string Text(EvaluationResult result, bool indented = false, ScoreDetails? details = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return ScoresJson.Text(writer => Write(writer, result, details ?? ScoreDetails.None), indented);
    }

    internal static void Write(Utf8JsonWriter writer, EvaluationResult result, ScoreDetails details)
    {
        ScoresJson.Write(writer, result.Scores);
        details.Write(writer);
        writer.WriteString("model", result.Model);
        writer.WriteString("weights", result.Weights);
        writer.WriteString("data", result.Data);
        writer.WriteString("split", result.Split);
        writer.WriteString("fingerprint", result.Fingerprint);
        writer.WriteString("engine", result.Engine);
        writer.WriteString("precision", result.Precision);
        WriteMembers(writer, result.Members);
        writer.WriteString("augmentation", result.Augmentation);
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

    private static void WriteMembers(Utf8JsonWriter writer, ImmutableArray<ModelMember> members)
    {
        writer.WriteStartArray("members");
        foreach (var member in members)
        {
            writer.WriteStartObject();
            writer.WriteString("weights", member.Weights);
            writer.WriteString("model", member.Architecture);
            if (member.Temperature is { } temperature)
            {
                writer.WriteNumber("temperature", temperature);
            }
            else
            {
                writer.WriteNull("temperature");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
