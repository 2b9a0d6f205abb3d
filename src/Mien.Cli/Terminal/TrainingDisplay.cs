using System.Globalization;
using System.Text;
using Mien.Core;
using Mien.Data.Importing;
using Mien.Experiments;
using Mien.Training;

namespace Mien.Cli;

/// <summary>What a training run says on the terminal: what is about to be trained, how it goes, and how it ended.</summary>
internal static class TrainingDisplay
{
    /// <summary>Options that report to a line.</summary>
    public static ExperimentOptions Options(ProgressLine line) => new()
    {
        Callbacks = [new TrainingProgress(line)],
        Decoding = new DecodingProgress(line),
        OnReady = setup =>
        {
            line.Clear();
            Announce(setup, line);
        },
    };

    /// <summary>How it ended, where the results are, and what to do next.</summary>
    public static string Outcome(ExperimentResult result)
    {
        var folder = Short(result.Folder.Path);
        var text = new StringBuilder();
        if (result.Fit.Outcome is FitOutcome.Stopped)
        {
            text.Append(CultureInfo.InvariantCulture, $"Stopped after step {result.Fit.Step}{(result.Fit.Reason is { } cause ? $" because {cause}" : "")}; everything is saved. Continue with: mien train --resume {folder}");
            return text.ToString();
        }

        var best = result.Fit.Best!;
        var scores = result.Fit.History[best.Epoch - 1].Validation;
        text.Append(result.WasFinished ? "The run was finished before; nothing was left to do. " : $"Trained in {ProgressLine.Duration(result.Fit.Duration)}. ");
        text.Append(result.Fit.Reason is { } reason ? $"Finished by {reason}. " : "");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"Best epoch {best.Epoch} of {result.Fit.History.Length}: validation accuracy {scores.Accuracy:0.000}, balanced accuracy {scores.BalancedAccuracy:0.000}, macro F1 {scores.MacroF1:0.000}{Affect(scores)}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{folder}/ holds model.safetensors (the best epoch), history.csv, events.jsonl, recipe.yml and a file for TensorBoard.");
        text.Append(CultureInfo.InvariantCulture, $"Next: mien evaluate {folder} DIR   or   mien predict {folder} PICTURE...");
        return text.ToString();
    }

    private static string Affect(ValidationScores scores) => scores.Affect is { } affect
        ? string.Create(CultureInfo.InvariantCulture, $", valence CCC {affect.ValenceCcc:0.000} RMSE {RunTables.Number(affect.ValenceRmse ?? double.NaN)}, arousal CCC {affect.ArousalCcc:0.000} RMSE {RunTables.Number(affect.ArousalRmse ?? double.NaN)}")
        : "";

    /// <summary>A path as a user would type it here.</summary>
    public static string Short(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.Length < path.Length ? relative : path;
    }

    private static void Announce(ExperimentSetup setup, ProgressLine line)
    {
        var recipe = setup.Recipe;
        line.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{recipe.Model.Name} ({setup.ParameterCount / 1e6:0.0} million parameters), input {recipe.Model.InputPx}x{recipe.Model.InputPx}x{recipe.Model.Channels}, "
            + $"{Counted.Of(setup.Train.Samples.Length, "picture")} to train on and {setup.Validation.Samples.Length} to validate, {Counted.Of(setup.Train.Labels.Count, "class", "classes")}: {setup.Train.Labels}"));
        if (recipe.Model.Weights is { } weights)
        {
            line.WriteLine($"{recipe.Model.Mode} of {Short(weights.File)}, SHA-256 {weights.Sha256}.");
        }

        foreach (var remark in setup.Remarks)
        {
            line.WriteLine(remark);
        }

        if (setup.FrozenCount > 0)
        {
            line.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{setup.FrozenCount / 1e6:0.0} million parameters are frozen{(recipe.Model.Unfreeze is { Count: > 0 } steps ? $", some until epoch {steps.Max(step => step.Epoch)}" : "")}, with the statistics of their batch norms."));
        }

        line.WriteLine($"Data: {Short(recipe.Data.Path)} is {DatasetLayout.Detect(recipe.Data.Path).Description}{(setup.KeepsPeopleApart ? "; nobody is in both training and validation pictures" : "")}.");
        line.WriteLine($"{recipe.Device} with {Counted.Of(recipe.Threads!.Value, "thread")}, {setup.PrecisionReason}; run folder {Short(setup.Folder.Path)}");
        if (setup.ResumedInEpoch is { } epoch)
        {
            line.WriteLine($"Resumed in epoch {epoch}.");
        }
    }

    internal sealed class DecodingProgress(ProgressLine line) : IProgress<DecodeProgress>
    {
        private IProgress<int>? _counter;

        public void Report(DecodeProgress value)
        {
            var counter = _counter ?? Interlocked.CompareExchange(ref _counter, line.Counter("reading", value.Total, "pictures"), null) ?? _counter!;
            counter.Report(value.Done);
        }
    }
}
