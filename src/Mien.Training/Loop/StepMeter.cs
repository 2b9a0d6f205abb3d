using Mien.Data;
using Mien.Torch;

namespace Mien.Training;

/// <summary>
/// Reads losses and keeps the sums of the epoch. On the CPU every loss is read at once, before the weights change; a GPU
/// would have to be waited for, so there several are read together.
/// </summary>
internal sealed class StepMeter(RunContext run)
{
    private readonly List<Pending> _pending = [];
    private double _lastLoss = double.NaN;

    private sealed record Pending(Tensor Loss, Tensor Correct, double Weight, int[] Indices, int UnlabelledCount, int Epoch, int Batch, long Step, double LearningRate);

    /// <summary>Takes note of a batch before the weights change.</summary>
    /// <exception cref="NonFiniteException">This loss, or one that was not read yet, is NaN or infinite.</exception>
    public void Add(Tensor loss, Tensor scores, BatchTargets targets, Batch batch, double learningRate)
    {
        var correct = scores.Detach().ArgMax(1).EqualTo(targets.Labels).Sum().Keep();
        var weight = run.Plan.Loss.WeightOf(targets);
        _pending.Add(new(loss.Detach().Keep(), correct, weight, [.. batch.Indices], batch.Labels.Count(label => label < 0), run.Epoch, run.Batch + 1, run.Step + 1, learningRate));
        if (_pending.Count >= run.Plan.LossReadInterval)
        {
            Drain();
        }
    }

    /// <summary>Reads what is not read yet; called before the sums are used for more than display.</summary>
    /// <exception cref="NonFiniteException">One of the losses is NaN or infinite.</exception>
    public void Drain()
    {
        foreach (var step in _pending)
        {
            _lastLoss = step.Loss.ToDouble();
            if (!double.IsFinite(_lastLoss))
            {
                throw NonFiniteException.OfStep(
                    _lastLoss, step.Epoch, step.Batch, run.Plan.Train.BatchCount, step.Step, step.LearningRate, [.. step.Indices.Select(run.Plan.Train.NameOf)]);
            }

            run.Sums = run.Sums.Add(_lastLoss, step.Weight, (long)step.Correct.ToDouble(), step.Indices.Length, step.UnlabelledCount);
            step.Loss.Dispose();
            step.Correct.Dispose();
        }

        _pending.Clear();
    }

    public StepReport Report(int samples, double learningRate, TimeSpan duration) => new()
    {
        Epoch = run.Epoch,
        Batch = run.Batch,
        BatchCount = run.Plan.Train.BatchCount,
        Step = run.Step,
        Loss = _lastLoss,
        EpochLoss = run.Sums.Loss,
        EpochAccuracy = run.Sums.Accuracy,
        LearningRate = learningRate,
        SampleCount = samples,
        Duration = duration,
    };
}
