using System.Collections.Immutable;
using Mien.Core;
using Mien.Models;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Turns a recipe into a trained model in a run folder.</summary>
/// <remarks>Computes on the calling thread; call both methods from one thread of a process, not from a thread pool.</remarks>
public static class Experiment
{
    /// <summary>Trains a recipe from the beginning. Whatever is wrong with recipe, data or machine shows before anything is written.</summary>
    /// <param name="recipe">As read by <see cref="RecipeReader"/>.</param>
    /// <param name="runFolder">Where to; must not hold a run yet. <see cref="RunFolder.Next"/> names a free one.</param>
    /// <param name="options">What the caller adds.</param>
    /// <param name="cancellation">Stops after the current step, saves, and returns with <see cref="FitOutcome.Stopped"/>.</param>
    /// <exception cref="ConfigException">The recipe does not fit data or machine, or the folder holds a run.</exception>
    /// <exception cref="MienException">Data cannot be read, the loss is no number, the disk is full or the like.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before the first step.</exception>
    public static ExperimentResult Train(Recipe recipe, string runFolder, ExperimentOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var folder = new RunFolder(runFolder);
        RequireFree(folder);
        var data = ExperimentData.Load(recipe);
        var (resolved, reason) = RecipeResolver.Resolve(recipe, data);
        using var session = new TrainingSession(resolved, data);
        var remarks = session.LoadWeights();
        options ??= new();
        session.Decode(options.Decoding, cancellation);

        CreateFolder(folder);
        using var hold = folder.Lock();
        RequireFree(folder);
        folder.Save(folder.Labels, path => LabelsFile.Write(path, data.Train.Labels, session.HasAffect));
        folder.Save(folder.Recipe, path => AtomicFile.WriteText(path, RecipeWriter.Write(resolved, Provenance.Header(data, reason))));
        return Run(session, folder, reason, checkpoint: null, remarks, options, cancellation);
    }

    /// <summary>
    /// Continues a run exactly where its last checkpoint stood, as if it had never been interrupted; without a checkpoint it
    /// starts anew from the run's recipe.yml.
    /// </summary>
    /// <param name="runFolder">The run.</param>
    /// <param name="overrides">Texts <c>key=value</c>, only of keys that cannot change the result: data.path, data.cache_mib, workers, checkpoint.*.</param>
    /// <param name="options">What the caller adds; callbacks with state must be those of the first start.</param>
    /// <param name="cancellation">Stops after the current step, saves, and returns with <see cref="FitOutcome.Stopped"/>.</param>
    /// <exception cref="ConfigException">There is no run in the folder, or its recipe was changed.</exception>
    /// <exception cref="MienException">The data changed since, another process trains this run, a checkpoint cannot be read, or as for <see cref="Train"/>.</exception>
    public static ExperimentResult Resume(
        string runFolder, IEnumerable<string>? overrides = null, ExperimentOptions? options = null, CancellationToken cancellation = default)
    {
        var folder = new RunFolder(runFolder);
        if (!folder.HasRun)
        {
            throw new ConfigException($"Expected a run to resume in {folder.Path} but there is no recipe.yml in it; start one with: mien train RECIPE --run {runFolder}");
        }

        using var hold = folder.Lock();
        var recipe = ReadRecipe(folder.Recipe, overrides);
        var checkpoint = File.Exists(folder.LastCheckpoint) ? Checkpoint.Read(folder.LastCheckpoint) : null;
        RequireSame(checkpoint?.Recipe ?? File.ReadAllText(folder.Recipe), recipe, folder);
        if (checkpoint is not null && checkpoint.IsFinished(recipe.Epochs))
        {
            return new(folder, recipe, checkpoint.ToReport(), WasFinished: true);
        }

        var data = ExperimentData.Load(recipe);
        var (resolved, reason) = RecipeResolver.Resolve(recipe, data, hasWeights: checkpoint is null);
        using var session = new TrainingSession(resolved, data);
        var remarks = checkpoint is null ? session.LoadWeights() : [];
        options ??= new();
        session.Decode(options.Decoding, cancellation);
        folder.Save(folder.Labels, path => LabelsFile.Write(path, data.Train.Labels, session.HasAffect));
        return Run(session, folder, reason, checkpoint, remarks, options, cancellation);
    }

    /// <summary>Reads a recipe, whose model must be one of the registry.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="overrides">As for <see cref="RecipeReader.Read"/>.</param>
    /// <exception cref="ConfigException">Anything is wrong with file or overrides.</exception>
    public static Recipe ReadRecipe(string path, IEnumerable<string>? overrides = null) =>
        RecipeReader.Read(path, overrides, ModelRegistry.All.Select(info => info.Name));

    private static ExperimentResult Run(
        TrainingSession session, RunFolder folder, string reason, Checkpoint? checkpoint, IReadOnlyList<string> remarks, ExperimentOptions options, CancellationToken cancellation)
    {
        using var events = new EventsJsonl(folder, options.Time);
        using var board = new TensorBoardCallback(folder, session.Recipe, options.Time, new TensorBoardPictures(session).Draw);
        var trainer = session.CreateTrainer(Callbacks(session, folder, events, board, options), options.Time);
        checkpoint?.Restore(trainer.Run);
        options.OnReady?.Invoke(new()
        {
            Recipe = session.Recipe,
            Folder = folder,
            Train = session.Data.Train,
            Validation = session.Data.Validation,
            ParameterCount = session.Model.NamedParameters().Sum(parameter => parameter.Tensor.Count),
            FrozenCount = session.Freezing.FrozenCount,
            Remarks = remarks,
            PrecisionReason = reason,
            KeepsPeopleApart = session.Data.KeepsPeopleApart,
            ResumedInEpoch = checkpoint?.Epoch,
        });
        return new(folder, session.Recipe, trainer.Fit(cancellation));
    }

    // What may end the run comes before what writes it down, and saving last, so that every checkpoint knows all that happened.
    private static IEnumerable<TrainingCallback> Callbacks(
        TrainingSession session, RunFolder folder, EventsJsonl events, TensorBoardCallback board, ExperimentOptions options)
    {
        var recipe = session.Recipe;
        return
        [
            .. recipe.EarlyStopping.Patience is null ? [] : new[] { new EarlyStopping(recipe.EarlyStopping, recipe.Monitor) },
            .. recipe.Limits.Hours is { } hours ? [new TimeLimit(hours)] : Array.Empty<TimeLimit>(),
            new DiskSpaceGuard(folder, recipe.Limits.FreeMib),
            .. options.Callbacks,
            new HistoryCsv(folder),
            events,
            .. recipe.TensorBoard.Enabled ? [board] : Array.Empty<TensorBoardCallback>(),
            new CheckpointCallback(folder, RecipeWriter.Write(recipe), recipe.Checkpoint, session.Description),
        ];
    }

    private static void RequireFree(RunFolder folder)
    {
        if (folder.HasRun)
        {
            throw new ConfigException($"Expected a folder without a run but {folder.Path} holds one. Continue it with: mien train --resume {folder.Path}; or choose another folder with --run.");
        }
    }

    private static void RequireSame(string begunWith, Recipe recipe, RunFolder folder)
    {
        var original = RecipeReader.Parse(begunWith, "the recipe in the checkpoint", folder.Path);
        ImmutableArray<string> differences = RecipeWriter.Differences(original, recipe);
        if (!differences.IsEmpty)
        {
            throw new ConfigException(
                $"Expected the recipe that the run in {folder.Path} began with, as a resumed run must end as if it had not been interrupted, but these keys differ:\n  "
                + string.Join("\n  ", differences) + "\nSet them back, or start a new run with the new values.");
        }
    }

    private static void CreateFolder(RunFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MienException($"Cannot create the run's folder {folder.Path}: {e.Message}", e);
        }
    }
}
