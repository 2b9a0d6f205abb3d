using System.Collections.Immutable;
using Mien.Metrics;

namespace Mien.Training;

/// <summary>The state of a run as callbacks see it.</summary>
public sealed class RunContext
{
    private readonly ImmutableArray<TrainingCallback> _callbacks;
    private volatile bool _stopRequested; // set by Ctrl-C on another thread

    internal RunContext(TrainingPlan plan, ImmutableArray<TrainingCallback> callbacks)
    {
        _callbacks = callbacks;
        Plan = plan;
    }

    /// <summary>What the run works with.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>The epoch in progress, from 1; one more than there are when all are done.</summary>
    public int Epoch { get; private set; } = 1;

    /// <summary>Batches of it that are done.</summary>
    public int Batch { get; private set; }

    /// <summary>Steps of the whole run that are done.</summary>
    public long Step => ((long)(Epoch - 1) * Plan.StepsPerEpoch) + (Batch == Plan.Train.BatchCount ? Plan.StepsPerEpoch : Batch / Plan.Accumulate);

    /// <summary>Finished epochs.</summary>
    public ImmutableArray<EpochReport> History { get; private set; } = [];

    /// <summary>The best of them; null before the first is finished.</summary>
    public BestEpoch? Best { get; private set; }

    /// <summary>Why the run was finished before its last epoch; null while it was not.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Whether all epochs are done, or a callback has said that no more are needed.</summary>
    public bool IsFinished => Epoch > Plan.Epochs || FinishReason is not null;

    /// <summary>Classes of the newest validation, true ones by predicted ones; null before the first one of this call.</summary>
    public ConfusionMatrix? Confusion { get; internal set; }

    /// <summary>Whether the run is to end after the current step.</summary>
    public bool StopRequested => _stopRequested;

    internal EpochSums Sums { get; set; }

    /// <summary>Why the run was asked to stop, where whoever asked had a reason to give.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Interrupts the run after the current step, in good order, so that it can be resumed; from any thread.</summary>
    /// <param name="reason">For the user: "the time limit of 2 hours is reached". Null when the user asked.</param>
    public void RequestStop(string? reason = null)
    {
        StopReason ??= reason;
        _stopRequested = true;
    }

    /// <summary>Says that the run needs no more epochs: it is then finished, now and when it is resumed. Called at the end of an epoch.</summary>
    /// <param name="reason">For the user: "no better loss in 10 epochs".</param>
    public void Finish(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        FinishReason ??= reason;
    }

    /// <summary>Batches in the step that the next batch belongs to: fewer than usual at the end of an epoch.</summary>
    internal int StepBatchCount => Math.Min(Plan.Accumulate, Plan.Train.BatchCount - (Batch / Plan.Accumulate * Plan.Accumulate));

    internal bool IsBetweenSteps => Batch % Plan.Accumulate == 0 || Batch == Plan.Train.BatchCount;

    internal void CompleteBatch() => Batch++;

    internal EpochReport CompleteEpoch(ValidationScores scores, double learningRate, TimeSpan duration, int samples)
    {
        var score = scores[Plan.Monitor];
        var isBest = Best is null || (Plan.Monitor is MonitoredScore.Loss ? score < Best.Score : score > Best.Score);
        var report = new EpochReport
        {
            Epoch = Epoch,
            LearningRate = learningRate,
            TrainLoss = Sums.Loss,
            TrainAccuracy = Sums.Accuracy,
            Validation = scores,
            IsBest = isBest,
            TrainDuration = duration,
            ImagesPerSecond = duration > TimeSpan.Zero ? samples / duration.TotalSeconds : 0,
        };
        Best = isBest ? new(Epoch, score) : Best;
        History = History.Add(report);
        (Epoch, Batch, Sums) = (Epoch + 1, 0, default);
        Plan.Schedule.ObserveEpoch(scores);
        return report;
    }

    /// <summary>Brings the sums up to date before they are saved; set by the trainer.</summary>
    internal Action? Settle { get; set; }

    internal TrainingState Capture()
    {
        Settle?.Invoke();
        return new()
        {
            Epoch = Epoch,
            Batch = Batch,
            Step = Step,
            Sums = Sums,
            History = History,
            Best = Best,
            Schedule = Plan.Schedule.CaptureState(),
            FinishReason = FinishReason,
            Callbacks = _callbacks.Select(callback => (callback.GetType().Name, State: callback.CaptureState()))
                .Where(item => item.State is not null).ToDictionary(item => item.Name, item => item.State!),
        };
    }

    internal void Restore(TrainingState state)
    {
        (Epoch, Batch, Sums, History, Best, FinishReason) = (state.Epoch, state.Batch, state.Sums, state.History, state.Best, state.FinishReason);
        Plan.Schedule.RestoreState(state.Schedule);
        foreach (var callback in _callbacks)
        {
            if (state.Callbacks.TryGetValue(callback.GetType().Name, out var saved))
            {
                callback.RestoreState(saved);
            }
        }
    }

    internal void Notify(Action<TrainingCallback> call)
    {
        foreach (var callback in _callbacks)
        {
            call(callback);
        }
    }
}
