using Mien.Metrics;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Measures the network on the validation batches, in evaluation mode.</summary>
internal sealed class Validator(TrainingPlan plan)
{
    /// <summary>The scores, or null when it was asked to stop in between.</summary>
    public ValidationScores? Run(int epoch, Func<bool> stopRequested)
    {
        plan.Model.Train(false);
        using var inference = InferenceMode.Begin();
        var sums = default(EpochSums);
        var confusion = ConfusionMatrix.Empty(plan.ClassCount);
        foreach (var batch in plan.Validation.Epoch(epoch))
        {
            if (stopRequested())
            {
                return null;
            }

            using var scope = TensorScope.Begin();
            var (pixels, labels) = BatchTensors.Of(batch, plan);
            var logits = plan.Forward(pixels);
            var predictions = logits.ArgMax(1).ToArray<long>();
            sums = sums.Add(plan.Loss.Compute(logits, labels).ToDouble(), plan.Loss.WeightOf(batch.Labels), 0, batch.Count);
            confusion = confusion.Merge(ConfusionMatrix.From<long>(batch.Labels, predictions, plan.ClassCount));
        }

        return new(
            sums.Loss,
            ClassificationMetrics.Accuracy(confusion),
            ClassificationMetrics.BalancedAccuracy(confusion),
            ClassificationMetrics.MacroF1(confusion),
            sums.SampleCount);
    }
}
