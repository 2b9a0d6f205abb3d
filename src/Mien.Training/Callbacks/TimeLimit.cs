using System.Globalization;

namespace Mien.Training;

/// <summary>Interrupts a run after a time, in good order, such as before the end of a slot on a cluster. A resumption has as long again.</summary>
/// <param name="hours">Above 0.</param>
public sealed class TimeLimit(double hours) : TrainingCallback
{
    private long _start;

    /// <inheritdoc/>
    public override void OnFitStart(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _start = run.Plan.Time.GetTimestamp();
    }

    /// <inheritdoc/>
    public override void OnStepEnd(RunContext run, StepReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Plan.Time.GetElapsedTime(_start).TotalHours >= hours)
        {
            run.RequestStop(string.Create(CultureInfo.InvariantCulture, $"the time limit of {hours:0.####} hours is reached"));
        }
    }
}
