namespace Mien.Training;

/// <summary>
/// Saves the run: last.ckpt after every epoch, when asked to stop, and within long epochs every few minutes; best.ckpt and
/// model.safetensors after every epoch that is the best so far; on request, the weights of several epochs. Give it last, so that it saves what other callbacks did.
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
            SaveModel(run, report, folder.Model);
        }

        if (KeptEpochs(run).Contains(report.Epoch))
        {
            SaveModel(run, report, folder.ModelOf(report.Epoch));
        }

        SaveLast(run);
        DeleteOutdone(run);
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

    private void SaveModel(RunContext run, EpochReport report, string file)
    {
        using var averaged = run.Plan.Average?.Apply();
        folder.Save(file, path =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ModelFile.Write(path, run.Plan.Model, description with { Epoch = report.Epoch, Scores = report.Validation });
        });
    }

    // A function of the history, so that an interruption cannot change what is kept. Of equal scores the earlier epoch is the better one.
    private HashSet<int> KeptEpochs(RunContext run)
    {
        var sign = run.Plan.Monitor is MonitoredScore.Loss ? 1 : -1;
        var top = run.History.OrderBy(epoch => sign * epoch.Validation[run.Plan.Monitor]).Take(often.Top);
        var regular = run.History.Where(epoch => often.Every is { } every && epoch.Epoch % every == 0);
        return [.. top.Concat(regular).Select(epoch => epoch.Epoch)];
    }

    // Last of all: until last.ckpt is saved, a resumed run may still want what this epoch has outdone.
    private void DeleteOutdone(RunContext run)
    {
        var kept = KeptEpochs(run);
        foreach (var epoch in run.History.Select(epoch => epoch.Epoch).Where(epoch => often.Top > 0 && !kept.Contains(epoch) && File.Exists(folder.ModelOf(epoch))))
        {
            folder.Save(folder.ModelOf(epoch), File.Delete);
        }
    }

    private void SaveLast(RunContext run)
    {
        folder.Save(folder.LastCheckpoint, path => Checkpoint.Write(path, run, recipe));
        (_savedAt, _savedStep) = (run.Plan.Time.GetTimestamp(), run.Step);
    }
}
