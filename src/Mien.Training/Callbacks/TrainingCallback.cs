using System.Text.Json.Nodes;

namespace Mien.Training;

/// <summary>
/// Takes part in a run at named points, always in this order: <see cref="OnFitStart"/>; per epoch <see cref="OnEpochStart"/>,
/// <see cref="OnStepEnd"/> per step, <see cref="OnEpochEnd"/>; at last <see cref="OnFitEnd"/>, whatever happened. Several
/// callbacks are called in the order in which they were given.
/// </summary>
/// <remarks>An exception from a callback ends the run. To end it in good order, call <see cref="RunContext.RequestStop"/>.</remarks>
public abstract class TrainingCallback
{
    /// <summary>Before the first step, of a new run or of a resumed one.</summary>
    public virtual void OnFitStart(RunContext run)
    {
    }

    /// <summary>Before the first step of an epoch, or of what is left of it in a resumed run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">Epoch, from 1.</param>
    public virtual void OnEpochStart(RunContext run, int epoch)
    {
    }

    /// <summary>After a step.</summary>
    public virtual void OnStepEnd(RunContext run, StepReport report)
    {
    }

    /// <summary>After the validation of an epoch.</summary>
    public virtual void OnEpochEnd(RunContext run, EpochReport report)
    {
    }

    /// <summary>At the end, also after a stop or an exception.</summary>
    public virtual void OnFitEnd(RunContext run, FitReport report)
    {
    }

    /// <summary>What the callback must know again after a resumption; null for nothing. Part of every checkpoint.</summary>
    public virtual JsonNode? CaptureState() => null;

    /// <summary>Takes back what <see cref="CaptureState"/> gave, before <see cref="OnFitStart"/>.</summary>
    public virtual void RestoreState(JsonNode state)
    {
    }
}
