using System.CommandLine;
using System.CommandLine.Parsing;
using Mien.Experiments;
using Mien.Training;

namespace Mien.Cli.Commands;

/// <summary><c>mien train</c>: a recipe becomes a run, or an interrupted run goes on.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var recipe = new Argument<string?>("RECIPE") { Description = "A recipe (YAML); docs/recipe.md lists its keys", Arity = ArgumentArity.ZeroOrOne };
        var run = new Option<string?>("--run") { Description = "Folder of the run; default: runs/<recipe>-<number>", HelpName = "dir" };
        var set = new Option<string[]>("--set") { Description = "Changes a key of the recipe; may be given often", HelpName = "key=value", DefaultValueFactory = _ => [] };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:1; the same as --set device=", HelpName = "device" };
        var resume = new Option<string?>("--resume") { Description = "Goes on with the run in this folder, exactly where it stopped", HelpName = "dir" };
        var command = new ExampleCommand(
            "train",
            "Train the model of a recipe. Ctrl-C stops after the step, saves and says how to resume; a killed run resumes from its last checkpoint.",
            "mien train recipes/faces-resnet18.yml --set data.path=data/faces",
            "mien train recipes/faces-resnet18.yml --run runs/try --set data.path=data/faces --set epochs=5",
            "mien train --resume runs/try") { recipe, run, set, device, resume };
        command.Validators.Add(result => RequireOneStart(result, recipe, run, device, resume));
        command.SetAction(parsed =>
        {
            var overrides = parsed.GetValue(set)!;
            return parsed.GetValue(resume) is { } folder
                ? Run(parsed, (options, token) => Experiment.Resume(folder, overrides, options, token))
                : Start(parsed, parsed.GetValue(recipe)!, parsed.GetValue(run), parsed.GetValue(device) is { } name ? [.. overrides, $"device={name}"] : overrides);
        });
        return command;
    }

    private static int Start(ParseResult parsed, string recipePath, string? folder, IEnumerable<string> overrides)
    {
        var recipe = Experiment.ReadRecipe(recipePath, overrides);
        PipelineWarnings.Write(recipe.Augment.Pipeline, parsed.InvocationConfiguration.Error);
        var target = folder ?? RunFolder.Next(RunCatalog.DefaultFolder, Path.GetFileNameWithoutExtension(recipePath)).Path;
        return Run(parsed, (options, token) => Experiment.Train(recipe, target, options, token));
    }

    private static int Run(ParseResult parsed, Func<ExperimentOptions, CancellationToken, ExperimentResult> train)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping after this step; once more ends at once."));
        var result = train(TrainingDisplay.Options(line), stop.Token);
        line.Clear();
        output.WriteLine(TrainingDisplay.Outcome(result));
        return (result.Fit.Outcome, result.Fit.Reason) switch
        {
            (FitOutcome.Stopped, null) => CommandLine.Stopped,
            (FitOutcome.Stopped, _) => CommandLine.Failure,
            _ => 0,
        };
    }

    private static void RequireOneStart(CommandResult result, Argument<string?> recipe, Option<string?> run, Option<string?> device, Option<string?> resume)
    {
        var (hasRecipe, hasResume) = (result.GetValue(recipe) is not null, result.GetValue(resume) is not null);
        if (!hasRecipe && !hasResume)
        {
            result.AddError("Expected a RECIPE to train, or --resume with the folder of a run.");
        }
        else if (hasResume && (hasRecipe || result.GetValue(run) is not null || result.GetValue(device) is not null))
        {
            result.AddError("Expected --resume without RECIPE, --run and --device: a run goes on with its own recipe, in its own folder, on its own device.");
        }
    }
}
