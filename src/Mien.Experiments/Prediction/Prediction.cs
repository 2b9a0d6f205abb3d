using Mien.Core;

namespace Mien.Experiments;

/// <summary>Predicts the expression of any number of pictures: threads read ahead while the network computes.</summary>
public static class Prediction
{
    private const int BatchesAhead = 3;

    /// <summary>
    /// Predicts pictures in the order in which they come, batch by batch, as the result is enumerated. A picture that cannot be read
    /// becomes a result with an error and does not disturb the others. Nothing is written anywhere.
    /// </summary>
    /// <param name="model">Computes on the enumerating thread; may not be used by another one meanwhile.</param>
    /// <param name="pictures">As of <see cref="PicturePaths.Expand"/>; read no further ahead than a few batches.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <exception cref="MienException">The face detector was asked for and is missing.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IEnumerable<PicturePrediction> Run(
        TrainedModel model, IEnumerable<PicturePath> pictures, PredictionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pictures);
        return Enumerate(model, pictures, options ?? new(), cancellation);
    }

    private static IEnumerable<PicturePrediction> Enumerate(
        TrainedModel model, IEnumerable<PicturePath> pictures, PredictionOptions options, CancellationToken cancellation)
    {
        var threads = options.Workers > 0 ? options.Workers : Math.Clamp(Environment.ProcessorCount, 1, 8);
        using var workers = new PictureWorkers(model.Input, options, threads);
        using var source = pictures.GetEnumerator();
        var waiting = new Queue<PreparedBatch>();
        var free = new Stack<PreparedBatch>();
        while (true)
        {
            while (waiting.Count < BatchesAhead && Fill(source, free, model.Input, options, workers) is { } filled)
            {
                waiting.Enqueue(filled);
            }

            if (!waiting.TryDequeue(out var batch))
            {
                yield break;
            }

            cancellation.ThrowIfCancellationRequested();
            batch.Wait();
            foreach (var prediction in Predict(model, batch))
            {
                yield return prediction;
            }

            batch.Reset();
            free.Push(batch);
        }
    }

    /// <summary>The next pictures as a batch that is being read; null at the end.</summary>
    private static PreparedBatch? Fill(
        IEnumerator<PicturePath> source, Stack<PreparedBatch> free, ModelInput input, PredictionOptions options, PictureWorkers workers)
    {
        PreparedBatch? batch = null;
        while (batch is not { IsFull: true } && source.MoveNext())
        {
            batch ??= free.TryPop(out var old) ? old : new PreparedBatch(options.BatchSize, input.ValueCount);
            workers.Post(batch.Add(source.Current));
        }

        return batch;
    }

    private static List<PicturePrediction> Predict(TrainedModel model, PreparedBatch batch)
    {
        ThrowDefect(batch);
        var readableCount = batch.Pictures.Count(picture => picture.Error is null);
        var (probabilities, affect) = readableCount == 0 ? ([], []) : model.Answers(batch.Readable(), readableCount);
        var rest = probabilities.AsSpan();
        var answered = 0;
        var predictions = new List<PicturePrediction>(batch.Count);
        foreach (var picture in batch.Pictures)
        {
            var own = picture.Error is null ? rest[..model.Labels.Count] : [];
            rest = rest[own.Length..];
            predictions.Add(new PicturePrediction
            {
                File = picture.Path,
                Labels = model.Labels,
                Face = picture.Face,
                IsFaceMissing = picture.IsFaceMissing,
                Probabilities = [.. own],
                Affect = picture.Error is null && affect.Length > 0 ? affect[answered++] : null,
                Error = picture.Error,
            });
        }

        return predictions;
    }

    private static void ThrowDefect(PreparedBatch batch)
    {
        if (batch.Pictures.FirstOrDefault(picture => picture.Defect is not null) is { Defect: { } defect } picture)
        {
            throw defect is MienException ? new MienException(defect.Message, defect) : new InvalidOperationException($"Reading {picture.Path} failed: {defect.Message}", defect);
        }
    }
}
