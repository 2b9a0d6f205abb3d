using System.Globalization;
using Mien.Core;
using Mien.Data.Tables;

namespace Mien.Experiments;

/// <summary>Predictions as CSV: the keys of <see cref="PredictionJson"/> in flat columns, a row per face, written as they come.</summary>
/// <remarks>The columns <c>prob_CLASS</c>, <c>valence</c> and <c>arousal</c> are those that 'mien evaluate --predictions' reads; it needs truth beside them.</remarks>
public static class PredictionCsv
{
    /// <summary>Writes a header and a row for each prediction.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="labels">The classes in the order of the probabilities.</param>
    /// <param name="predictions">The rows.</param>
    public static void Write(TextWriter output, LabelSet labels, IEnumerable<FacePrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(predictions);
        string[] columns =
        [
            "file", "frame", "time_s", "face", "x", "y", "width", "height", "turned_degrees", "track", "detector_score", "status", "expression", "probability",
            .. labels.Names.Select(name => $"prob_{name}"), "valence", "arousal", "error",
        ];
        CsvTableWriter.Write(output, columns, table =>
        {
            foreach (var prediction in predictions)
            {
                AddPlace(table, prediction);
                AddScores(table, prediction);
                table.EndRow();
            }
        });
    }

    private static void AddPlace(CsvTableWriter table, FacePrediction prediction) => table
        .Add(prediction.File).Add(prediction.Frame).Add(prediction.Time?.TotalSeconds).Add((long?)prediction.Face)
        .Add((long?)prediction.Box?.X).Add((long?)prediction.Box?.Y).Add((long?)prediction.Box?.Width).Add((long?)prediction.Box?.Height)
        .Add(prediction.Box is null ? null : prediction.TurnedDegrees).Add((long?)prediction.Track).Add(prediction.DetectorScore);

    private static void AddScores(CsvTableWriter table, FacePrediction prediction)
    {
        var isPredicted = !prediction.Probabilities.IsEmpty;
        table.Add(prediction.Status.Name()).Add(prediction.Expression).Add(Text(isPredicted ? prediction.Probability : null));
        for (var index = 0; index < prediction.Labels.Count; index++)
        {
            table.Add(Text(isPredicted ? prediction.Probabilities[index] : null));
        }

        table.Add(prediction.Affect?.Valence).Add(prediction.Affect?.Arousal).Add(prediction.Error);
    }

    private static string? Text(float? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
