using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Metrics;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>The pictures that a temperature is fitted on.</summary>
/// <param name="Set">The pictures.</param>
/// <param name="Description">What they are, in words.</param>
/// <param name="Fingerprint">Fingerprint of the data that they are of.</param>
public sealed record CalibrationPictures(EvaluationSet Set, string Description, string Fingerprint)
{
    /// <summary>Those that a run held out.</summary>
    /// <inheritdoc cref="HeldOutPictures.Of"/>
    public static CalibrationPictures OfRun(string run)
    {
        var (set, fingerprint) = HeldOutPictures.Of(run);
        return new(set, "the pictures that the run held out for validation", fingerprint);
    }

    /// <summary>Other pictures, which training must not have seen.</summary>
    public static CalibrationPictures Of(EvaluationSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new(set, set.Split is null ? "a folder of class folders" : $"the split '{set.Split}'", set.Dataset.Fingerprint);
    }
}

/// <summary>What a calibration found.</summary>
/// <param name="File">What is stored.</param>
/// <param name="Before">Labels and probabilities as the network gives them.</param>
/// <param name="After">The same at the temperature.</param>
/// <param name="Unreadable">Pictures that could not be read.</param>
public sealed record CalibrationResult(CalibrationFile File, ClassProbabilities Before, ClassProbabilities After, ImmutableArray<UnreadablePicture> Unreadable)
{
    /// <summary>Draws accuracy against confidence before and after, as <c>calibration.png</c> beside the weights.</summary>
    /// <param name="weights">The file of weights.</param>
    public ChartResult Draw(string weights) => CalibrationChart.Draw(
        Before, After, Path.ChangeExtension(CalibrationFile.PathFor(weights), ".png"), string.Create(CultureInfo.InvariantCulture, $"Temperature {File.Temperature:0.000}, {Counted.Of(File.Count, "picture")}"));
}

/// <summary>Finds the temperature of a trained model.</summary>
public static class TemperatureCalibration
{
    /// <summary>Predicts the pictures and fits the temperature that gives the least log loss; nothing is written.</summary>
    /// <param name="model">The model as trained: not calibrated, not augmented, one network.</param>
    /// <param name="pictures">Pictures that training did not see.</param>
    /// <param name="options">How they are read; null for the defaults.</param>
    /// <param name="progress">Hears how many pictures are done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ConfigException">There are classes that the model does not know.</exception>
    /// <exception cref="MienException">No temperature fits, or no picture can be read.</exception>
    public static CalibrationResult Run(
        TrainedModel model, CalibrationPictures pictures, PredictionOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pictures);
        var hash = NetworkExport.HashOf(model.Path);
        var evaluation = Evaluation.Run(model, pictures.Set, options, progress, cancellation);
        RequireUnchanged(model.Path, hash);
        var before = Scores.Of(evaluation.Set).Classes!.Predictions;
        var temperature = TemperatureScaling.Fit(before);
        RequireInside(temperature, before);
        var after = At(temperature, before);
        var file = new CalibrationFile(
            temperature, Path.GetFileName(model.Path), hash, pictures.Description, Path.GetFullPath(pictures.Set.Dataset.Root), pictures.Fingerprint, before.Count,
            new(before.LogLoss(), after.LogLoss()), new(Metrics.Calibration.ExpectedError(before), Metrics.Calibration.ExpectedError(after)), new(before.Brier(), after.Brier()));
        return new(file, before, after, evaluation.Unreadable);
    }

    private static void RequireUnchanged(string weights, string hash)
    {
        if (NetworkExport.HashOf(weights) != hash)
        {
            throw new MienException($"Expected weights that stay as they are but {weights} was replaced meanwhile, perhaps by a training that goes on. Calibrate when it has ended.");
        }
    }

    private static void RequireInside(double temperature, ClassProbabilities predictions)
    {
        if (temperature is TemperatureScaling.MinTemperature or TemperatureScaling.MaxTemperature)
        {
            throw new MienException(temperature is TemperatureScaling.MinTemperature
                ? $"Expected some errors to learn from but all or nearly all of {predictions.Count} pictures are right, so being surer would always be better. Name more pictures that training never saw."
                : $"Expected predictions that are better than chance but those of {predictions.Count} pictures are not, so no temperature fits. Train longer, or name other pictures.");
        }
    }

    // In float32, as every prediction does it.
    private static ClassProbabilities At(double temperature, ClassProbabilities predictions)
    {
        var values = new float[predictions.Count * predictions.ClassCount];
        for (var sample = 0; sample < predictions.Count; sample++)
        {
            for (var index = 0; index < predictions.ClassCount; index++)
            {
                values[(sample * predictions.ClassCount) + index] = (float)predictions.Row(sample)[index];
            }
        }

        TemperatureScaling.Apply(values, predictions.ClassCount, temperature);
        return new(predictions.Labels.AsSpan(), Array.ConvertAll(values, value => (double)value), predictions.ClassCount);
    }
}
