using System.Text.Json.Nodes;
using Mien.Torch;

namespace Mien.Training;

/// <summary>What an optimizer is set to before a step.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Momentum">The momentum, or null where it stays as it is.</param>
public readonly record struct ScheduledRate(double LearningRate, double? Momentum = null);

/// <summary>The schedule of a recipe for a run of known length. All but a plateau are functions of the position alone.</summary>
/// <param name="optimizer">Gives the largest rate of parameters without a group.</param>
/// <param name="schedule">The course.</param>
/// <param name="epochs">Epochs of the run.</param>
/// <param name="stepsPerEpoch">Steps of an epoch, at least 1.</param>
public sealed class LearningRateSchedule(OptimizerRecipe optimizer, ScheduleRecipe schedule, int epochs, int stepsPerEpoch)
{
    private readonly Plateau? _plateau = schedule.Name is ScheduleName.Plateau ? new(schedule, optimizer.LearningRate) : null;

    private ScheduleUnit Unit => schedule.By ?? (schedule.Name is ScheduleName.CosineWarmup or ScheduleName.InverseTime ? ScheduleUnit.Step : ScheduleUnit.Epoch);

    private long Length => Unit is ScheduleUnit.Epoch ? epochs : (long)epochs * stepsPerEpoch;

    /// <summary>The rate of a step of parameters without a group.</summary>
    /// <param name="step">Step of the whole run, from 0.</param>
    public ScheduledRate At(long step) => At(step, optimizer.LearningRate);

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Step of the whole run, from 0.</param>
    /// <param name="peak">The rate that the parameters begin with, or their largest.</param>
    public ScheduledRate At(long step, double peak)
    {
        var scheduled = Course(step, peak);
        return optimizer.RateDecay > 0 ? scheduled with { LearningRate = scheduled.LearningRate / (1 + (optimizer.RateDecay * step)) } : scheduled;
    }

    /// <summary>Sets rates, and momenta where they are cycled, of all groups of an optimizer for its next step.</summary>
    /// <param name="target">The optimizer; its groups' base rates are their largest.</param>
    /// <param name="step">Step of the whole run, from 0.</param>
    /// <returns>The rate of parameters without a group.</returns>
    public double Apply(Optimizer target, long step)
    {
        ArgumentNullException.ThrowIfNull(target);
        foreach (var group in target.Groups)
        {
            var rate = At(step, group.BaseLearningRate);
            group.LearningRate = rate.LearningRate;
            group.Momentum = rate.Momentum ?? group.BaseMomentum;
        }

        return At(step).LearningRate;
    }

    /// <summary>Hears how a finished epoch scored; a plateau may reduce the rate from the next step on.</summary>
    public void ObserveEpoch(ValidationScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        _plateau?.Observe(scores[schedule.Monitor]);
    }

    /// <summary>What must be known again after a resumption; null where nothing must. Part of every checkpoint.</summary>
    public JsonNode? CaptureState() => _plateau?.Capture();

    /// <summary>Takes back what <see cref="CaptureState"/> gave; null for nothing.</summary>
    public void RestoreState(JsonNode? state)
    {
        if (state is not null)
        {
            _plateau?.Restore(state);
        }
    }

    private ScheduledRate Course(long step, double peak)
    {
        var time = Unit is ScheduleUnit.Epoch ? step / stepsPerEpoch : step;
        return schedule.Name switch
        {
            ScheduleName.OneCycle => OneCycle(step, peak),
            ScheduleName.Cosine => new(Schedules.Cosine(time, schedule.HalfPeriod ?? Length, peak, schedule.MinLearningRate)),
            ScheduleName.CosineWarmup => new(CosineWarmup(time, peak)),
            ScheduleName.Step => new(peak * Math.Pow(schedule.Gamma, time / schedule.StepEpochs)),
            ScheduleName.MultiStep => new(peak * Math.Pow(schedule.Gamma, schedule.Milestones.Count(milestone => milestone <= time))),
            ScheduleName.Exponential => new(peak * Math.Pow(schedule.Gamma, time)),
            ScheduleName.InverseTime => new(peak / (1 + (schedule.Decay * time))),
            ScheduleName.Plateau => new(_plateau!.RateFrom(peak)),
            _ => new(peak),
        };
    }

    private double CosineWarmup(long time, double peak)
    {
        var rise = (long)Math.Round(schedule.WarmupFraction * Length);
        return time < rise
            ? peak * (schedule.WarmupStart + ((1 - schedule.WarmupStart) * time / rise))
            : Schedules.Cosine(time - rise, Math.Max(1, Length - rise), peak, schedule.MinLearningRate);
    }

    private ScheduledRate OneCycle(long step, double peak)
    {
        var totalSteps = (long)epochs * stepsPerEpoch;
        var start = peak / schedule.DivFactor;
        var rate = Schedules.OneCycle(step, totalSteps, schedule.WarmupFraction, start, peak, start / schedule.FinalDiv);
        var (high, low) = (schedule.MaxMomentum, schedule.BaseMomentum);
        return new(rate, schedule.CycleMomentum ? Schedules.OneCycle(step, totalSteps, schedule.WarmupFraction, high, low, high) : null);
    }
}
