namespace Mien.Training;

/// <summary>What the optimizer is set to before a step.</summary>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Momentum">The momentum, or null where it stays as it is.</param>
public readonly record struct ScheduledRate(double LearningRate, double? Momentum = null);

/// <summary>The schedule of a recipe for a run of known length.</summary>
/// <param name="optimizer">Gives the largest rate.</param>
/// <param name="schedule">The course.</param>
/// <param name="epochs">Epochs of the run.</param>
/// <param name="stepsPerEpoch">Steps of an epoch, at least 1.</param>
public sealed class LearningRateSchedule(OptimizerRecipe optimizer, ScheduleRecipe schedule, int epochs, int stepsPerEpoch)
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">Step of the whole run, from 0.</param>
    public ScheduledRate At(long step)
    {
        var peak = optimizer.LearningRate;
        var epoch = (int)(step / stepsPerEpoch);
        return schedule.Name switch
        {
            ScheduleName.OneCycle => OneCycle(step, peak),
            ScheduleName.Cosine => new(Schedules.Cosine(epoch, epochs, peak, schedule.MinLearningRate)),
            ScheduleName.Step => new(Schedules.Step(epoch, schedule.StepEpochs, peak, schedule.Gamma)),
            _ => new(peak),
        };
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
