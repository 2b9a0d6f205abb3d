namespace Mien.Training;

/// <summary>
/// Saves the run: last.ckpt after every epoch, when asked to stop, and within long epochs every few minutes; best.ckpt and
/// model.safetensors after every epoch that is the best so far. Give it last, so that it saves what other callbacks did.
/// </summary>
/// <param name="folder">The run's folder.</param>
/// <param name="recipe">The resolved recipe, YAML; part of every checkpoint.</param>
/// <param name="often">How often within an epoch.</param>
/// <param name="description">What the weights are good for; epoch and scores are filled in.</param>
public sealed class CheckpointCallback(RunFolder folder, string recipe, CheckpointRecipe often, ModelDescription description) : TrainingCallback
{
    private long _savedAt;
    private long _savedStep = -1;

    /// <inheritdoc/>
    public override void OnFitStart(RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        (_savedAt, _savedStep) = (run.Plan.Time.GetTimestamp(), run.Step);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(RunContext run, StepReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        var isDue = run.Plan.Time.GetElapsedTime(_savedAt).TotalMinutes >= often.Minutes || run.Step - _savedStep >= often.Steps;
        if (isDue)
        {
            SaveLast(run);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(RunContext run, EpochReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.IsBest)
        {
            // Before last.ckpt: a kill in between repeats the epoch, while the other order would leave an older best behind.
            folder.Save(folder.BestCheckpoint, path => Checkpoint.Write(path, run, recipe));
            folder.Save(folder.Model, path => ModelFile.Write(path, run.Plan.Model, description with { Epoch = report.Epoch, Scores = report.Validation }));
        }

        SaveLast(run);
    }

    /// <inheritdoc/>
    public override void OnFitEnd(RunContext run, FitReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(report);
        if (report.Outcome is FitOutcome.Stopped && run.Step != _savedStep)
        {
            SaveLast(run);
        }
    }

    private void SaveLast(RunContext run)
    {
        folder.Save(folder.LastCheckpoint, path => Checkpoint.Write(path, run, recipe));
        (_savedAt, _savedStep) = (run.Plan.Time.GetTimestamp(), run.Step);
    }
}
