using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Metrics;
using Mien.Reports;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>The pictures that a temperature is fitted on.</summary>
/// <param name="Set">The pictures.</param>
/// <param name="Description">What they are, in words.</param>
/// <param name="Fingerprint">Fingerprint of the data that they are of.</param>
public sealed record CalibrationPictures(EvaluationSet Set, string Description, string Fingerprint)
{
    /// <summary>Name of their split.</summary>
    public const string HeldOut = "validation";

    /// <summary>The validation pictures of a run: exactly those that it held out.</summary>
    /// <param name="run">The folder of the run.</param>
    /// <exception cref="MienException">There is no recipe, or the data is no longer that of the run.</exception>
    public static CalibrationPictures OfRun(string run)
    {
        var folder = new RunFolder(run);
        if (!folder.HasRun)
        {
            throw new ConfigException($"Expected the folder of a run, whose recipe says which pictures it held out for validation, but there is no recipe.yml in {folder.Path}. Name a folder of pictures that training never saw, behind it.");
        }

        var data = ExperimentData.Load(Experiment.ReadRecipe(folder.Recipe));
        return new(new(data.Validation, HeldOut), "the pictures that the run held out for validation", data.Fingerprint);
    }

    /// <summary>The validation pictures of one run or of several, which must be the same: what one held out another may have learnt from.</summary>
    /// <param name="source">As of <see cref="EngineOptions.Load"/>.</param>
    /// <exception cref="ConfigException">There is no run, or they held out different pictures.</exception>
    /// <exception cref="MienException">As for <see cref="OfRun"/>.</exception>
    public static CalibrationPictures OfRuns(string source)
    {
        CalibrationPictures[] all = [.. ModelSource.Split(source).Select(name => OfRun(ModelSource.Resolve(name)))];
        var first = all[0].Set.Dataset;
        return all.All(other => other.Set.Dataset.Root == first.Root && other.Set.Dataset.Samples.Select(sample => sample.Path).SequenceEqual(first.Samples.Select(sample => sample.Path)))
            ? all[0]
            : throw new ConfigException($"Expected runs that held out the same pictures but those of {source} differ: what one held out another may have learnt from. Name a folder of pictures that none of them saw, behind them.");
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
        Before, After, Path.ChangeExtension(CalibrationFile.PathFor(weights), ".png"), string.Create(CultureInfo.InvariantCulture, $"Temperature {File.Temperature:0.000}, {File.Count} pictures"));
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
