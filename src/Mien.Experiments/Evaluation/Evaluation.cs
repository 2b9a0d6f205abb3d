using System.Collections.Immutable;
using Mien.Core;
using Mien.Data;
using Mien.Data.Tables;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Measures a trained model on labelled pictures, which go the same way as those of <see cref="Prediction"/>.</summary>
public static class Evaluation
{
    /// <summary>Measures a model on a folder as <see cref="EvaluationSet.Read"/> found it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="set">The pictures.</param>
    /// <param name="options">How they are read; null for the defaults.</param>
    /// <param name="progress">Hears how many pictures are done, on the calling thread.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ConfigException">The data has classes that the model does not know.</exception>
    /// <exception cref="MienException">No picture can be read.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static EvaluationResult Run(
        TrainedModel model, EvaluationSet set, PredictionOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(set);
        var data = set.ForModel(model.Labels);
        var annotated = model.HasAffect ? DatasetAnnotations.Attach(data, votes: false).Samples : [];
        var fields = set.Columns.IsEmpty ? [] : DatasetAnnotations.Fields(data, set.Columns);
        var predictions = Predict(model, data, options, progress, cancellation);
        RequireReadable(data, predictions);
        return new EvaluationResult
        {
            Model = model.Description.ModelName,
            Weights = model.Path,
            Data = data.Root,
            Split = set.Split,
            Fingerprint = data.Fingerprint,
            Engine = model.Engine,
            Precision = model.PrecisionName,
            Members = model.Members,
            Augmentation = model.Augmentation,
            Labels = model.Labels,
            Predictions = predictions,
            Columns = set.Columns,
            Draws = set.Draws,
            Fields = fields,
            Affect = [.. annotated.Select(sample => (sample.Valence, sample.Arousal))],
            People = PersonSplit.People(data, data.Root) ?? PersonSplit.People(data, Path.GetDirectoryName(Path.GetFullPath(data.Root)) ?? data.Root) ?? [],
        };
    }

    /// <summary>Measures a model on a dataset that was read before. See the other overload.</summary>
    public static EvaluationResult Run(
        TrainedModel model, FaceDataset data, PredictionOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Run(model, new EvaluationSet(data, Split: null), options, progress, cancellation);

    /// <summary>Writes the report of a result, with the learning curves and the recipe of the run where they lie beside the weights.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="result">The result.</param>
    /// <param name="model">The model it is of.</param>
    /// <param name="subject">Title and looks.</param>
    /// <exception cref="MienException">The folder cannot be written to.</exception>
    public static WrittenReport WriteReport(string folder, EvaluationResult result, TrainedModel model, ReportSubject subject)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(subject);
        var run = model.Members is [_] ? new RunFolder(Path.GetDirectoryName(Path.GetFullPath(model.Path))!) : null;
        var data = $"{Counted.Of(result.Count, "picture")} of {result.Data}{(result.Split is null ? "" : $", split {result.Split}")}, fingerprint {result.Fingerprint[..12]}";
        string[] notes = [.. subject.Notes, .. AnswerNotes.Of(model)];
        using var explanation = ErrorExplanation.Of(model, subject.Threads);
        var full = subject with
        {
            Explanation = explanation,
            History = run?.History,
            Notes = notes,
            Card = new ModelCard(model.Description, data, run is { HasRun: true } ? File.ReadAllText(run.Recipe) : null) { Notes = notes },
        };
        return EvaluationReport.Write(folder, result.Set, result.Scores, full, writer => EvaluationJson.Write(writer, result, subject.Details));
    }

    private static ImmutableArray<(FacePrediction Prediction, int Label)> Predict(
        TrainedModel model, FaceDataset data, PredictionOptions? options, IProgress<int>? progress, CancellationToken cancellation)
    {
        var paths = data.Samples.Select(sample => new InputPicture(data.PathOf(sample)));
        var predictions = ImmutableArray.CreateBuilder<(FacePrediction, int)>(data.Samples.Length);
        foreach (var prediction in Prediction.Run(model, paths, options, cancellation))
        {
            predictions.Add((prediction, data.Samples[predictions.Count].Label));
            progress?.Report(predictions.Count);
        }

        return predictions.MoveToImmutable();
    }

    private static void RequireReadable(FaceDataset data, ImmutableArray<(FacePrediction Prediction, int Label)> predictions)
    {
        if (predictions.All(item => item.Prediction.Error is not null))
        {
            var why = predictions.IsEmpty ? "there are none" : $"{predictions[0].Prediction.File}: {predictions[0].Prediction.Error}";
            throw new MienException($"Expected pictures to measure in {data.Root} but none of {predictions.Length} can be read; the first: {why}.");
        }
    }
}
