using System.CommandLine;
using System.CommandLine.Parsing;
using Mien.Experiments;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien runs</c>: what was trained, and how runs differ. None of its commands loads libtorch.</summary>
internal static class RunsCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--dir") { Description = "Folder of all runs", HelpName = "dir", DefaultValueFactory = _ => RunCatalog.DefaultFolder };
        var sort = new Option<string?>("--sort") { Description = $"Best first by {string.Join(", ", RunTables.Scores.Keys)}; default: by name", HelpName = "score" };
        var json = new Option<bool>("--json") { Description = "Print one JSON array, recipes included" };
        var csv = new Option<bool>("--csv") { Description = "Print comma-separated values" };
        var command = new ExampleCommand(
            "runs",
            "List runs with their scores at the best epoch.",
            "mien runs --sort macro_f1", "mien runs show runs/faces-1", "mien runs compare runs/faces-1 runs/faces-2", "mien runs --csv > runs.csv")
        {
            folder, sort, json, csv, Show(), Compare(),
        };
        command.Check(result => RequireKnown(result, sort, json, csv));
        command.SetAction(result =>
        {
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            IEnumerable<RunSummary> runs = RunCatalog.Find(result.GetValue(folder)!, problem => ErrorLine.Write(error, problem));
            runs = result.GetValue(sort) is { } score ? RunTables.Sorted(runs, score) : runs;
            output.Write(result.GetValue(json) ? RunTables.ToJson(runs) : result.GetValue(csv) ? RunTables.ToCsv(runs) : RunTables.List([.. runs]).ToText());
            return 0;
        });
        return command;
    }

    private static ExampleCommand Show()
    {
        var run = new Argument<string>("RUN") { Description = "Folder of a run" };
        var json = new Option<bool>("--json") { Description = "Print one JSON array with the run" };
        var command = new ExampleCommand("show", "Show one run: how it stands, its epochs, and what to do next.", "mien runs show runs/faces-1") { run, json };
        command.SetAction(result =>
        {
            var found = RunCatalog.Read(result.GetValue(run)!);
            result.InvocationConfiguration.Output.Write(result.GetValue(json) ? RunTables.ToJson([found]) : Text(found));
            return 0;
        });
        return command;
    }

    private static ExampleCommand Compare()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folders of two or more runs", Arity = new(2, 100) };
        var chart = new Option<string?>("--out") { Description = "File for the curves (PNG), which must not exist; default: mien-compare/<number>.png", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print one JSON array, recipes included, and draw curves only with --out" };
        var command = new ExampleCommand(
            "compare",
            "Compare runs: where their recipes differ, their scores at the best epoch, and their curves side by side.",
            "mien runs compare runs/faces-1 runs/faces-2", "mien runs compare runs/a runs/b runs/c --out curves.png") { runs, chart, json };
        command.SetAction(result =>
        {
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            var found = RunComparison.Read(result.GetValue(runs)!);
            output.Write(result.GetValue(json) ? RunTables.ToJson(found) : RunTables.Differences(found).ToText() + "\n" + RunTables.List(found).ToText());
            if (result.GetValue(chart) is { } file || !result.GetValue(json))
            {
                Say(RunComparison.Draw(found, result.GetValue(chart)), error);
            }

            return 0;
        });
        return command;
    }

    private static void Say(ChartResult curves, TextWriter error) =>
        error.WriteLine(curves.Path is { } path ? $"Curves: {TrainingDisplay.Short(path)}" : $"No curves: {curves.Problem}");

    private static string Text(RunSummary run)
    {
        var folder = TrainingDisplay.Short(run.Folder.Path);
        var remark = run.Remark is null ? "" : $"{run.Remark}\n";
        var next = run.Status switch
        {
            RunStatus.Running => "It is being trained.",
            RunStatus.Finished => $"Next: mien evaluate {folder} DIR   or   mien runs compare {folder} OTHER",
            _ => $"Next: mien train --resume {folder}",
        };
        return $"{RunTables.List([run]).ToText()}\n{remark}{RunTables.Epochs(run.History).ToText()}\nThe recipe is {folder}/recipe.yml. {next}\n";
    }

    private static void RequireKnown(CommandResult result, Option<string?> sort, Option<bool> json, Option<bool> csv)
    {
        if (result.GetValue(sort) is { } score && !RunTables.Scores.ContainsKey(score))
        {
            result.AddError($"Expected one of {string.Join(", ", RunTables.Scores.Keys)} for --sort but got '{score}'.{Core.NearMiss.Hint(score, RunTables.Scores.Keys)}");
        }

        if (result.GetValue(json) && result.GetValue(csv))
        {
            result.AddError("Expected either --json or --csv but got both.");
        }
    }
}
