using System.Runtime.InteropServices;
using Mien.Data;
using Mien.Metrics;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Measures the network, with averaged weights where there are any, on the validation batches in evaluation mode.</summary>
internal sealed class Validator(RunContext run)
{
    private readonly KnownPairs _valence = new();
    private readonly KnownPairs _arousal = new();

    /// <summary>The scores, or null when it was asked to stop in between.</summary>
    public ValidationScores? Scores()
    {
        var plan = run.Plan;
        using var averaged = plan.Average?.Apply();
        plan.Model.Train(false);
        using var inference = InferenceMode.Begin();
        _valence.Clear();
        _arousal.Clear();
        var sums = default(EpochSums);
        var confusion = ConfusionMatrix.Empty(plan.ClassCount);
        foreach (var batch in plan.Validation.Epoch(run.Epoch))
        {
            if (run.StopRequested)
            {
                return null;
            }

            using var scope = TensorScope.Begin();
            var (pixels, targets) = BatchTensors.Of(batch, plan);
            var outputs = plan.Forward(pixels);
            sums = sums.Add(plan.Loss.Compute(outputs, targets).ToDouble(), plan.Loss.WeightOf(targets), 0, batch.Count, 0);
            confusion = confusion.Merge(Confusion(batch, plan.ScoresOf(outputs).ArgMax(1).ToArray<long>()));
            if (plan.HasAffect)
            {
                _arousal.Add(batch.Arousal, outputs.Select(1, plan.ClassCount));
                _valence.Add(batch.Valence, outputs.Select(1, plan.ClassCount + 1));
            }
        }

        run.Confusion = confusion;
        return new(
            sums.Loss,
            ClassificationMetrics.Accuracy(confusion),
            ClassificationMetrics.BalancedAccuracy(confusion),
            ClassificationMetrics.MacroF1(confusion),
            sums.SampleCount)
        {
            Affect = plan.HasAffect ? new(_valence.Ccc, _valence.Rmse, _arousal.Ccc, _arousal.Rmse) : null,
        };
    }

    private ConfusionMatrix Confusion(Batch batch, long[] predictions)
    {
        int[] labelled = [.. batch.Labels.Index().Where(item => item.Item != Sample.NoLabel).Select(item => item.Index)];
        return ConfusionMatrix.From<long>([.. labelled.Select(row => batch.Labels[row])], [.. labelled.Select(row => predictions[row])], run.Plan.ClassCount);
    }

    /// <summary>The values of one quantity over the batches, where the truth is known.</summary>
    private sealed class KnownPairs
    {
        private readonly List<double> _truth = [];
        private readonly List<double> _prediction = [];

        public double Ccc => Score(RegressionMetrics.Ccc) ?? 0;

        public double? Rmse => Score(RegressionMetrics.Rmse);

        private delegate double Metric(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction);

        public void Clear()
        {
            _truth.Clear();
            _prediction.Clear();
        }

        public void Add(float[] truth, Tensor predictions)
        {
            var values = predictions.Contiguous().ToArray<float>();
            foreach (var (row, value) in truth.Index().Where(item => float.IsFinite(item.Item)))
            {
                _truth.Add(value);
                _prediction.Add(values[row]);
            }
        }

        private double? Score(Metric metric) =>
            metric(CollectionsMarshal.AsSpan(_truth), CollectionsMarshal.AsSpan(_prediction)) is var score && double.IsFinite(score) ? score : null;
    }
}
