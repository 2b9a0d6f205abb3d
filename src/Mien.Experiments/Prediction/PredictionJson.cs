using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Predictions as NDJSON: one object in one line per face.</summary>
public static class PredictionJson
{
    private static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line of a face, without a line break. It has every key that docs/predict.md names, in that order; null where there is nothing to say.</summary>
    /// <param name="prediction">Of one face, or of a picture without one.</param>
    /// <param name="origin">Where it comes from.</param>
    public static string Line(FacePrediction prediction, AnswerOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(origin);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            WritePlace(writer, prediction);
            writer.WriteString("status", prediction.Status.Name());
            WriteScores(writer, prediction);
            WriteNumber(writer, "valence", prediction.Affect?.Valence);
            WriteNumber(writer, "arousal", prediction.Affect?.Arousal);
            writer.WriteString("engine", origin.Engine);
            writer.WriteString("precision", origin.Precision);
            WriteNumber(writer, "temperature", origin.Temperature);
            writer.WriteString("augmentation", origin.Augmentation);
            WriteNumber(writer, "models", origin.ModelCount);
            writer.WriteString("error", prediction.Error);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WritePlace(Utf8JsonWriter writer, FacePrediction prediction)
    {
        writer.WriteString("file", prediction.File);
        WriteNumber(writer, "frame", prediction.Frame);
        WriteNumber(writer, "time_s", prediction.Time?.TotalSeconds);
        WriteNumber(writer, "face", prediction.Face);
        WriteBox(writer, prediction.Box);
        WriteNumber(writer, "turned_degrees", prediction.Box is null ? null : prediction.TurnedDegrees);
        WriteNumber(writer, "track", prediction.Track);
        WriteNumber(writer, "detector_score", prediction.DetectorScore);
    }

    private static void WriteBox(Utf8JsonWriter writer, FaceBox? face)
    {
        if (face is not { } box)
        {
            writer.WriteNull("box");
            return;
        }

        writer.WriteStartObject("box");
        writer.WriteNumber("x", box.X);
        writer.WriteNumber("y", box.Y);
        writer.WriteNumber("width", box.Width);
        writer.WriteNumber("height", box.Height);
        writer.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter writer, FacePrediction prediction)
    {
        writer.WriteString("expression", prediction.Expression);
        WriteEmoji(writer, prediction);
        if (prediction.Probabilities.IsEmpty)
        {
            writer.WriteNull("probability");
            writer.WriteNull("probabilities");
            return;
        }

        writer.WriteNumber("probability", prediction.Probability);
        writer.WriteStartObject("probabilities");
        for (var index = 0; index < prediction.Labels.Count; index++)
        {
            writer.WriteNumber(prediction.Labels[index], prediction.Probabilities[index]);
        }

        writer.WriteEndObject();
    }

    // As it is: the writer would escape it into two code units, which people cannot read.
    private static void WriteEmoji(Utf8JsonWriter writer, FacePrediction prediction)
    {
        writer.WritePropertyName("emoji");
        writer.WriteRawValue(prediction.Status is PredictionStatus.Ok ? $"\"{ExpressionNames.Emoji(prediction.Expression!)}\"" : "null");
    }

    private static void WriteNumber(Utf8JsonWriter writer, string key, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(key, number);
        }
        else
        {
            writer.WriteNull(key);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string key, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(key, number);
        }
        else
        {
            writer.WriteNull(key);
        }
    }
}
