using System.CommandLine;
using System.Globalization;
using Mien.Core;
using Mien.Experiments;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien calibrate</c>: finds the temperature at which the probabilities of a trained model mean what they say.</summary>
internal static class CalibrateCommand
{
    private const double AboutOne = 0.02; // moves a probability by less than half a percent

    public static Command Create()
    {
        var engine = new EngineArguments();
        var folder = new Argument<string?>("DIR") { Description = "Labelled pictures that training never saw; default: those that the run held out for validation", Arity = ArgumentArity.ZeroOrOne };
        var split = new Option<string?>("--split") { Description = "Folder in DIR; default: test, else train", HelpName = "name" };
        var json = new Option<bool>("--json") { Description = "Print what is stored as one JSON object" };
        var command = new ExampleCommand(
            "calibrate",
            "Find the temperature at which the probabilities of a model mean what they say. Logits are divided by one number (Guo et al. 2017), which changes "
            + "probabilities and never which class is the most probable one. It is stored as calibration.json beside the weights and used by predict, evaluate and export "
            + "from then on, in every engine, unless they are told --no-calibration. Weights that are trained further need a new one.",
            "mien calibrate runs/faces-1", "mien calibrate runs/faces-1 data/others --split test", "mien calibrate runs/faces-1 --json") { folder, split, json };
        engine.AddTo(command, withAnswers: false);
        command.Check(result =>
        {
            if (result.GetValue(split) is not null && result.GetValue(folder) is null)
            {
                result.AddError("--split belongs to DIR.");
            }
        });
        command.SetAction(result => Run(result, engine, result.GetValue(folder), result.GetValue(split), result.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, EngineArguments engine, string? folder, string? split, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var run = OneRun(parsed.GetValue(engine.Run)!);
        var pictures = folder is null ? CalibrationPictures.OfRun(run) : CalibrationPictures.Of(EvaluationSet.Read(folder, split));
        using var model = (engine.Engine(parsed) with { Calibrate = false }).Load(run);
        var count = pictures.Set.Dataset.Samples.Length;
        error.WriteLine($"Predicting {Counted.Of(count, "picture")} of {pictures.Set.Dataset.Root}: {pictures.Description}.");
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping; nothing is written."));
        var result = TemperatureCalibration.Run(model, pictures, new() { BatchSize = engine.Batch(parsed) }, line.Counter("predicting", count, "pictures"), stop.Token);
        line.Clear();
        output.Write(json ? result.File.Text() : Text(result.File));
        foreach (var picture in result.Unreadable)
        {
            ErrorLine.Write(error, $"{picture.File}: {picture.Error}");
        }

        error.WriteLine($"Wrote {CalibrationFile.Write(result.File, model.Path)}.");
        var chart = result.Draw(model.Path);
        error.WriteLine(chart.Path is { } drawn ? $"Picture: {drawn}" : $"No picture: {chart.Problem}");
        error.WriteLine($"Next: mien evaluate {run} DIR   or   mien predict {run} photo.jpg");
        return result.Unreadable.IsEmpty ? 0 : CommandLine.Failure;
    }

    private static string OneRun(string source)
    {
        var run = ModelSource.Split(source) is [var only]
            ? ModelSource.Resolve(only)
            : throw new ConfigException($"Expected one run, as each has a temperature of its own, but got '{source}'; calibrate them one by one.");
        if (run.EndsWith(ModelExport.Suffix, StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigException($"Expected a run or its weights but '{run}' is an export, in which a temperature is part of the arithmetic. Calibrate the run and export it anew.");
        }

        return run;
    }

    private static string Text(CalibrationFile file)
    {
        var table = new TextTable("score", "before", "after");
        foreach (var (name, score) in new[] { ("log_loss", file.LogLoss), ("ece (15 bins)", file.ExpectedCalibrationError), ("brier", file.Brier) })
        {
            table.Add(name, Number(score.Before), Number(score.After));
        }

        var sense = Math.Abs(file.Temperature - 1) < AboutOne ? "its probabilities meant what they say already"
            : file.Temperature > 1 ? "it was surer than it is right"
            : "it was right more often than it said";
        return $"{table.ToText()}Temperature {Number(file.Temperature)}: {sense}. Fitted and measured on the same {Counted.Of(file.Count, "picture")}.\n";
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
