using Mien.Core;
using Mien.Inference;

namespace Mien.Experiments;

/// <summary>Predicts the expressions in any number of pictures: threads read ahead while the network computes.</summary>
public static class Prediction
{
    private const int MostThreads = 8;
    private const int MostKeptPictures = 8; // of 6 MB each in high definition, twice

    /// <summary>Predicts pictures and gives their rows one after another. See <see cref="Pictures"/>.</summary>
    public static IEnumerable<FacePrediction> Run(
        TrainedModel model, IEnumerable<InputPicture> pictures, PredictionOptions? options = null, CancellationToken cancellation = default) =>
        Pictures(model, pictures, options, cancellation).SelectMany(picture => picture.Rows);

    /// <summary>
    /// Predicts pictures in the order in which they come, as the result is enumerated; faces of several pictures are computed together. A picture
    /// that cannot be read becomes a row with a problem and does not disturb the others. Nothing is written anywhere, and memory does not
    /// grow with the number of pictures.
    /// </summary>
    /// <param name="model">Computes on the enumerating thread; may not be used by another one meanwhile.</param>
    /// <param name="pictures">Such as <see cref="Inputs"/> gives them; read no further ahead than two batches, and live ones not at all.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    /// <exception cref="MienException">The face detector was asked for and is missing, or cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IEnumerable<PredictedPicture> Pictures(
        TrainedModel model, IEnumerable<InputPicture> pictures, PredictionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pictures);
        options ??= new();
        var faces = options.Faces is { MarginFraction: null } search ? search with { MarginFraction = model.Description.FaceMarginFraction } : options.Faces;
        return Enumerate(model, pictures, options with { Faces = faces }, cancellation);
    }

    private static IEnumerable<PredictedPicture> Enumerate(
        TrainedModel model, IEnumerable<InputPicture> pictures, PredictionOptions options, CancellationToken cancellation)
    {
        using var detector = options.Faces?.DetectorFile is { } file ? YuNetDetector.Load(file) : null;
        if (detector is not null)
        {
            options = options with { Faces = options.Faces! with { Detector = detector } };
        }

        var threads = options.Workers > 0 ? options.Workers : Math.Clamp(Environment.ProcessorCount, 1, MostThreads);
        var batchSize = options.KeepPictures ? Math.Min(options.BatchSize, MostKeptPictures) : options.BatchSize;
        using var queue = new PictureQueue(
            pictures, () => new PictureReader(model.Input, options), threads, capacity: Math.Max(batchSize, threads), cancellation);
        var batch = new FaceBatch(model, options);
        while (Group(queue, batchSize) is { Count: > 0 } group)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var predicted in batch.Predict(group))
            {
                yield return predicted;
            }
        }
    }

    // Which pictures are computed together follows from the pictures alone and never from who is faster, as it may change the last digit.
    private static List<QueuedPicture> Group(PictureQueue queue, int faces)
    {
        var group = new List<QueuedPicture>();
        for (var found = 0; found < faces && group.Count < faces && queue.Take() is { } picture; found += picture.Prepared.Faces.Count)
        {
            group.Add(picture);
            if (picture.Input.IsLive)
            {
                break;
            }
        }

        return group;
    }
}
