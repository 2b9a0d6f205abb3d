using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>Predictions as NDJSON: one object in one line per picture.</summary>
public static class PredictionJson
{
    private static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The line of a picture, without a line break: <c>file</c>; <c>face</c> with x, y, width, height in pixels, or null;
    /// <c>expression</c>, <c>emoji</c>, <c>probability</c> and <c>probabilities</c> by class name in the model's order, null where the
    /// picture could not be read; <c>valence</c> and <c>arousal</c> where the model gives them; <c>note</c> where no
    /// face was found; <c>engine</c> and <c>precision</c>; <c>error</c>, null where all is well.
    /// </summary>
    /// <param name="prediction">Of one picture.</param>
    /// <param name="engine">What computed: <c>torch</c> or <c>onnx</c>.</param>
    /// <param name="precision">The arithmetic: <see cref="TrainedModel"/> computes every picture by the same.</param>
    public static string Line(PicturePrediction prediction, string engine, string precision)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("file", prediction.File);
            WriteFace(writer, prediction.Face);
            WriteScores(writer, prediction);
            if (prediction.Affect is { } affect)
            {
                writer.WriteNumber("valence", affect.Valence);
                writer.WriteNumber("arousal", affect.Arousal);
            }

            if (prediction.IsFaceMissing)
            {
                writer.WriteString("note", "no face found; the whole picture was taken");
            }

            writer.WriteString("engine", engine);
            writer.WriteString("precision", precision);
            writer.WriteString("error", prediction.Error);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteFace(Utf8JsonWriter writer, FaceBox? face)
    {
        if (face is not { } box)
        {
            writer.WriteNull("face");
            return;
        }

        writer.WriteStartObject("face");
        writer.WriteNumber("x", box.X);
        writer.WriteNumber("y", box.Y);
        writer.WriteNumber("width", box.Width);
        writer.WriteNumber("height", box.Height);
        writer.WriteEndObject();
    }

    // As it is: the writer would escape it into two code units, which people cannot read.
    private static void WriteEmoji(Utf8JsonWriter writer, string? expression)
    {
        writer.WritePropertyName("emoji");
        writer.WriteRawValue(expression is null ? "null" : $"\"{ExpressionNames.Emoji(expression)}\"");
    }

    private static void WriteScores(Utf8JsonWriter writer, PicturePrediction prediction)
    {
        writer.WriteString("expression", prediction.Expression);
        WriteEmoji(writer, prediction.Expression);
        if (prediction.Error is not null)
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
}
