using Mien.Core;
using Mien.Data;
using Mien.Torch;

namespace Mien.Training;

/// <summary>The training loop: forward, loss, backward, clip, step, validate, notify. Everything optional is a <see cref="TrainingCallback"/>.</summary>
/// <remarks>Runs on the calling thread, as each thread that computes would get a pool of threads of its own.</remarks>
public sealed class Trainer
{
    private readonly TrainingPlan _plan;
    private readonly StepMeter _meter;
    private readonly Validator _validator;

    /// <param name="plan">What to work with.</param>
    /// <param name="callbacks">Called in this order at every point.</param>
    public Trainer(TrainingPlan plan, params IEnumerable<TrainingCallback> callbacks)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        Run = new RunContext(plan, [.. callbacks]);
        _meter = new StepMeter(Run);
        Run.Settle = _meter.Drain;
        _validator = new Validator(Run);
    }

    /// <summary>Where the run stands.</summary>
    public RunContext Run { get; }

    /// <summary>Trains from where the run stands to its last epoch, or until asked to stop; then a step that has begun is finished first.</summary>
    /// <exception cref="NonFiniteException">The loss is NaN or infinite.</exception>
    public FitReport Fit(CancellationToken cancellation = default)
    {
        using var registration = cancellation.Register(() => Run.RequestStop());
        var start = _plan.Time.GetTimestamp();
        try
        {
            Run.Notify(callback => callback.OnFitStart(Run));
            while (!Run.IsFinished && !Run.StopRequested)
            {
                RunEpoch();
            }
        }
        catch (Exception e)
        {
            NotifyFailure(Report(e, _plan.Time.GetElapsedTime(start)));
            throw;
        }

        var report = Report(null, _plan.Time.GetElapsedTime(start));
        Run.Notify(callback => callback.OnFitEnd(Run, report));
        return report;
    }

    // What broke the run often breaks its end as well, as a full disk does. The first failure is the one to tell.
    private void NotifyFailure(FitReport report)
    {
        try
        {
            Run.Notify(callback => callback.OnFitEnd(Run, report));
        }
        catch (MienException)
        {
        }
    }

    private void RunEpoch()
    {
        var epoch = Run.Epoch;
        var start = _plan.Time.GetTimestamp();
        var samplesBefore = Run.Sums.SampleCount;
        Run.Notify(callback => callback.OnEpochStart(Run, epoch));
        TrainEpoch();
        var duration = _plan.Time.GetElapsedTime(start);
        if (Run.StopRequested || _validator.Scores() is not { } scores)
        {
            return; // What is left of the epoch, its validation at least, is for the resumed run.
        }

        var learningRate = _plan.Schedule.At(Run.Step - 1).LearningRate;
        if (!double.IsFinite(scores.Loss))
        {
            throw NonFiniteException.OfValidation(scores.Loss, epoch, learningRate);
        }

        var report = Run.CompleteEpoch(scores, learningRate, duration, (int)(Run.Sums.SampleCount - samplesBefore));
        Run.Notify(callback => callback.OnEpochEnd(Run, report));
    }

    private void TrainEpoch()
    {
        _plan.Model.Train();
        _plan.Freezing?.Apply(Run.Epoch);
        var (last, samples) = (_plan.Time.GetTimestamp(), 0);
        foreach (var batch in _plan.Train.Epoch(Run.Epoch, Run.Batch))
        {
            var rate = BeginStep();
            AddGradients(batch, rate);
            samples += batch.Count;
            if (!Run.IsBetweenSteps)
            {
                continue;
            }

            ChangeWeights();
            var now = _plan.Time.GetTimestamp();
            var report = _meter.Report(samples, rate, _plan.Time.GetElapsedTime(last, now));
            (last, samples) = (now, 0);
            Run.Notify(callback => callback.OnStepEnd(Run, report));
            if (Run.StopRequested)
            {
                break;
            }
        }

        _meter.Drain();
    }

    private double BeginStep()
    {
        var rate = _plan.Schedule.Apply(_plan.Optimizer, Run.Step);
        if (Run.IsBetweenSteps)
        {
            // Not after the step: callbacks may look at the gradients.
            _plan.Optimizer.ZeroGrad();
        }

        return rate;
    }

    private void AddGradients(Batch batch, double learningRate)
    {
        using var scope = TensorScope.Begin();
        // Dropout draws from this generator; seeded by the position, a resumed run drops what the uninterrupted one did.
        TorchRuntime.ManualSeed(new RandomStream(_plan.Seed, "dropout", Run.Epoch, Run.Batch).NextUInt64());
        var (pixels, targets) = BatchTensors.ForTraining(batch, _plan, Run.Epoch, Run.Batch);
        var outputs = _plan.Forward(pixels);
        var loss = _plan.Loss.Compute(outputs, targets);
        _meter.Add(loss, _plan.ScoresOf(outputs), targets, batch, learningRate);
        var total = _plan.Penalty is { } penalty ? loss + penalty() : loss;
        var parts = Run.StepBatchCount;
        (parts > 1 ? total / parts : total).Backward();
        Run.CompleteBatch();
    }

    private void ChangeWeights()
    {
        using var scope = TensorScope.Begin();
        if (_plan.ClipNorm is { } longest)
        {
            GradientClipping.ByNorm(_plan.Model.NamedParameters(), longest);
        }

        if (_plan.ClipValue is { } largest)
        {
            GradientClipping.ByValue(_plan.Model.NamedParameters(), largest);
        }

        _plan.Optimizer.Step();
        _plan.Average?.Update(Run.Step - 1);
    }

    private FitReport Report(Exception? failure, TimeSpan duration) => new()
    {
        Outcome = failure is not null ? FitOutcome.Failed : Run.IsFinished ? FitOutcome.Finished : FitOutcome.Stopped,
        History = Run.History,
        Best = Run.Best,
        Step = Run.Step,
        Duration = duration,
        Reason = Run.IsFinished ? Run.FinishReason : Run.StopReason,
        Failure = failure,
    };
}
