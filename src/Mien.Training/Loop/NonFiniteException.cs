using System.Globalization;
using Mien.Core;

namespace Mien.Training;

/// <summary>Training left the range of numbers: the loss or a weight is NaN or infinite. What was saved before is untouched.</summary>
public sealed class NonFiniteException : MienException
{
    private const int NamedCount = 5;

    private const string Advice =
        "No checkpoint was overwritten. A lower optimizer.lr, a longer schedule.warmup or optimizer.clip_norm usually mends it; "
        + "if it happens at the first step, look at the named pictures and at loss.class_weights.";

    private NonFiniteException(string message)
        : base(message)
    {
    }

    /// <summary>The loss of a training step.</summary>
    internal static NonFiniteException OfStep(double loss, int epoch, int batch, int batchCount, long step, double learningRate, IReadOnlyList<string> samples)
    {
        var names = string.Join(", ", samples.Take(NamedCount));
        var more = samples.Count > NamedCount ? $" and {samples.Count - NamedCount} more" : "";
        return new(string.Create(CultureInfo.InvariantCulture,
            $"Expected a finite loss but got {loss} at step {step} (epoch {epoch}, batch {batch} of {batchCount}) with learning rate {learningRate:G6}; pictures of the batch: {names}{more}. {Advice}"));
    }

    /// <summary>The validation loss of an epoch.</summary>
    internal static NonFiniteException OfValidation(double loss, int epoch, double learningRate) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Expected a finite validation loss but got {loss} after epoch {epoch} with learning rate {learningRate:G6}. {Advice}"));

    /// <summary>A weight, found when saving.</summary>
    internal static NonFiniteException OfWeight(string name, long step) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Expected finite weights but '{name}' holds NaN or infinity after step {step}. {Advice}"));
}
