using System.CommandLine;
using System.Globalization;
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
        var folds = new Option<int?>("--folds") { Description = "Trains once for each of so many folds (k-fold cross-validation) and prints mean and deviation", HelpName = "n" };
        var seeds = new Option<string?>("--seeds") { Description = "Trains once for each of these seeds and prints mean and deviation", HelpName = "n,n,..." };
        var findRate = new Option<bool>("--find-lr") { Description = "Instead of training, searches a good learning rate: raises it step by step and draws the loss" };
        var command = new ExampleCommand(
            "train",
            "Train the model of a recipe. Ctrl-C stops after the step, saves and says how to resume; a killed run resumes from its last checkpoint.",
            "mien train recipes/faces-resnet18.yml --set data.path=data/faces",
            "mien train recipes/faces-resnet18.yml --run runs/try --set data.path=data/faces --set epochs=5",
            "mien train --resume runs/try",
            "mien train recipes/faces-resnet18.yml --set data.path=data/faces --folds 5",
            "mien train recipes/faces-resnet18.yml --set data.path=data/faces --find-lr") { recipe, run, set, device, resume, folds, seeds, findRate };
        command.Check(result => RequireOneStart(result, recipe, run, device, resume));
        command.Check(result => RequireOneKind(result, resume, folds, seeds, findRate));
        command.SetAction(parsed =>
        {
            string[] overrides = parsed.GetValue(device) is { } name ? [.. parsed.GetValue(set)!, $"device={name}"] : parsed.GetValue(set)!;
            if (parsed.GetValue(resume) is { } folder)
            {
                return SeriesPlan.IsIn(folder) ? SeriesDisplay.Resume(parsed, folder, overrides) : Run(parsed, (options, token) => Experiment.Resume(folder, overrides, options, token));
            }

            var path = parsed.GetValue(recipe)!;
            if (parsed.GetValue(findRate))
            {
                return FindRate(parsed, Experiment.ReadRecipe(path, overrides), path);
            }

            return parsed.GetValue(folds) is null && parsed.GetValue(seeds) is null
                ? Start(parsed, path, parsed.GetValue(run), overrides)
                : Repeat(parsed, path, parsed.GetValue(run), overrides, parsed.GetValue(folds), Seeds(parsed.GetValue(seeds)) ?? []);
        });
        return command;
    }

    private static int Repeat(ParseResult parsed, string recipePath, string? folder, string[] overrides, int? folds, ulong[] seeds)
    {
        string[] all = folds is { } count ? [.. overrides, $"data.folds={count}"] : overrides;
        var plan = SeriesPlan.Of(recipePath, all, SeriesMembers.Repeats(folds, seeds)) with { AreRepeats = true };
        return SeriesDisplay.Start(parsed, plan, folder, Path.GetFileNameWithoutExtension(recipePath));
    }

    private static int FindRate(ParseResult parsed, Recipe recipe, string recipePath)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping after this step; once more ends at once."));
        var options = new RateSearchOptions();
        var found = RateSearch.Run(recipe, options, line.Counter("searching", options.Steps, "steps"), new TrainingDisplay.DecodingProgress(line), stop.Token);
        line.Clear();
        var chart = RateSearch.Draw(found, Path.GetFileNameWithoutExtension(recipePath));
        error.WriteLine(chart.Path is { } file ? $"Chart: {TrainingDisplay.Short(file)}" : $"No chart: {chart.Problem}");
        output.WriteLine((found.Suggestion, found.RateOfGrowth) switch
        {
            ({ } rate, _) => string.Create(CultureInfo.InvariantCulture, $"Suggested learning rate: {rate:0.##E+0}. The loss fell fastest there; it was lowest at {found.RateOfLowestLoss:0.##E+0}. {Next(rate)}"),
            (null, { } growth) => string.Create(CultureInfo.InvariantCulture, $"The loss fell at no learning rate by more than chance, and grew from {growth:0.##E+0} on. A tenth of that is a cautious choice. {Next(growth / 10)}"),
            _ => "The loss fell at no learning rate by more than chance and never grew, so there is nothing to suggest; look at the chart and the data, or give it more pictures a step (--set batch=...).",
        });
        return found is { Suggestion: null, RateOfGrowth: null } ? CommandLine.Failure : 0;

        static string Next(double rate) => string.Create(CultureInfo.InvariantCulture, $"Next: the same command with --set optimizer.lr={rate:0.##E+0} in place of --find-lr");
    }

    private static ulong[]? Seeds(string? text)
    {
        var seeds = text?.Split(',').Select(part => ulong.TryParse(part, System.Globalization.CultureInfo.InvariantCulture, out var seed) ? seed : (ulong?)null).ToArray() ?? [];
        return seeds.Contains(null) || seeds.Distinct().Count() < seeds.Length ? null : [.. seeds.Select(seed => seed!.Value)];
    }

    private static void RequireOneKind(CommandResult result, Option<string?> resume, Option<int?> folds, Option<string?> seeds, Option<bool> findRate)
    {
        var isSeries = result.GetValue(folds) is not null || result.GetValue(seeds) is not null;
        if (result.GetValue(folds) is < 2)
        {
            result.AddError($"Expected at least 2 folds but got {result.GetValue(folds)}.");
        }

        if (Seeds(result.GetValue(seeds)) is null)
        {
            result.AddError($"Expected whole numbers with commas between them, each once, for --seeds but got '{result.GetValue(seeds)}'.");
        }

        if ((isSeries ? 1 : 0) + (result.GetValue(findRate) ? 1 : 0) + (result.GetValue(resume) is null ? 0 : 1) > 1)
        {
            result.AddError("Expected only one of --resume, --find-lr, and --folds or --seeds; a series is resumed by --resume with its folder alone.");
        }
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
