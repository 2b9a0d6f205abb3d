using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mien.Core;

namespace Mien.Experiments;

/// <summary>A score of probabilities before and after calibration.</summary>
/// <param name="Before">At temperature 1.</param>
/// <param name="After">At the temperature that was found.</param>
public sealed record BeforeAfter(double Before, double After);

/// <summary>calibration.json: the temperature of the weights beside it, and where it comes from. No times in it: equal calibrations give equal bytes.</summary>
/// <param name="Temperature">What logits are divided by, above 0.</param>
/// <param name="Weights">Name of the file of weights.</param>
/// <param name="WeightsSha256">SHA-256 of the weights: the temperature is good for these alone.</param>
/// <param name="Pictures">What it was fitted on, in words.</param>
/// <param name="Data">The folder they lie in.</param>
/// <param name="Fingerprint">Fingerprint of the data.</param>
/// <param name="Count">Labelled pictures that could be read.</param>
/// <param name="LogLoss">See <see cref="Metrics.ClassProbabilities.LogLoss"/>.</param>
/// <param name="ExpectedCalibrationError">In 15 bins, see <see cref="Metrics.Calibration.ExpectedError"/>.</param>
/// <param name="Brier">See <see cref="Metrics.ClassProbabilities.Brier"/>.</param>
public sealed record CalibrationFile(
    double Temperature, string Weights, string WeightsSha256, string Pictures, string Data, string Fingerprint, long Count,
    BeforeAfter LogLoss, BeforeAfter ExpectedCalibrationError, BeforeAfter Brier)
{
    /// <summary>Name of the file.</summary>
    public const string Name = "calibration.json";

    private const int MaxBytes = 1 << 16;

    private static JsonSerializerOptions JsonOptions { get; } = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        TypeInfoResolver = CalibrationJson.Default,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where the calibration of a file of weights lies.</summary>
    public static string PathFor(string weights) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(weights))!, Name);

    /// <summary>The object as JSON.</summary>
    public string Text() => JsonSerializer.Serialize(this, JsonOptions) + "\n";

    /// <summary>Writes the file beside the weights, in one step; an older one is replaced.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="MienException">The folder cannot be written to.</exception>
    public static string Write(CalibrationFile calibration, string weights)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var path = PathFor(weights);
        try
        {
            AtomicFile.WriteText(path, calibration.Text());
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"The temperature {calibration.Temperature:R} is not saved: {path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads the temperature of weights; null where they have none.</summary>
    /// <param name="weights">The file of weights.</param>
    /// <param name="weightsHash">Their SHA-256; null where it is not known yet.</param>
    /// <exception cref="MienException">The file is damaged, or is of other weights.</exception>
    public static double? FindTemperature(string weights, string? weightsHash = null)
    {
        var path = PathFor(weights);
        if (!File.Exists(path))
        {
            return null;
        }

        var (temperature, file, hash) = Read(path);
        return file != Path.GetFileName(weights) ? null // of another file in this folder
            : hash == (weightsHash ?? NetworkExport.HashOf(weights)) ? temperature
            : throw new MienException(
                $"The calibration {path} was fitted for other weights than {weights} has now. Fit it anew: mien calibrate {Path.GetDirectoryName(path)}; or take '--no-calibration', or delete it.");
    }

    /// <summary>The temperature that a model's logits are still to be divided by; null where there is none.</summary>
    internal static double? TemperatureOf(TrainedModel model) => model.HasTemperatureInside
        ? null
        : FindTemperature(model.Path, (model as RuntimeModel)?.Metadata.GetValueOrDefault(NetworkExport.WeightsHashKey)) ?? model.Description.Temperature;

    // What is needed to predict, value by value: a serializer of objects would take longer to set up than the prediction of a face.
    private static (double Temperature, string? Weights, string? WeightsSha256) Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(new FileInfo(path).Length <= MaxBytes ? File.ReadAllBytes(path) : throw new JsonException("it is too long."));
            var (root, temperature) = (json.RootElement, json.RootElement.GetProperty("temperature").GetDouble());
            return temperature > 0 && double.IsFinite(temperature)
                ? (temperature, root.GetProperty("weights").GetString(), root.GetProperty("weights_sha256").GetString())
                : throw new JsonException("there is no temperature above 0 in it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MienException($"Expected a calibration in {path}, as 'mien calibrate' writes it: {e.Message} Fit it anew, or take '--no-calibration'.", e);
        }
    }
}

/// <summary>Made by the compiler, as finding out about types when the program starts takes longer than reading their texts.</summary>
[JsonSerializable(typeof(CalibrationFile))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
