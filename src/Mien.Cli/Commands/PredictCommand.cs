using System.CommandLine;
using System.CommandLine.Parsing;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien predict</c>: what a trained model sees in pictures.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var engine = new EngineArguments();
        var paths = new Argument<string[]>("PATH") { Description = "Pictures, and folders that are searched for pictures", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per picture and line (NDJSON), with all probabilities" };
        var crop = new Option<bool>("--crop") { Description = "Look for faces and take the largest; without one, the whole picture" };
        var margin = new Option<double>("--margin")
        {
            Description = "What --crop adds on every side, as a fraction of the face",
            HelpName = "fraction",
            DefaultValueFactory = _ => FaceCrop.DefaultMarginFraction,
        };
        var top = new Option<int>("--top") { Description = "How many expressions the table shows per picture", HelpName = "k", DefaultValueFactory = _ => 3 };
        top.Validators.Add(RequirePositive);
        var command = new ExampleCommand(
            "predict",
            "Predict the expression of pictures. They come in the order given; folders are searched through and through, in the order of names. "
            + "A picture that cannot be read is reported in its place and the others go on; the exit code is then 1.",
            "mien predict runs/faces-1 photo.jpg", "mien predict runs/faces-1 photos/ --crop --json > faces.ndjson") { paths, json, crop, margin, top };
        engine.AddTo(command);
        command.SetAction(result =>
        {
            var options = new PredictionOptions { Crop = result.GetValue(crop), MarginFraction = result.GetValue(margin), BatchSize = engine.Batch(result) };
            var pictures = PicturePaths.Expand(result.GetValue(paths)!);
            using var model = engine.Engine(result).Load(result.GetValue(engine.Run)!);
            var output = result.InvocationConfiguration.Output;
            return result.GetValue(json)
                ? WriteJson(output, Prediction.Run(model, pictures, options), model)
                : WriteTable(output, Prediction.Run(model, pictures, options), new PredictionTable(output, options.Crop, Math.Min(result.GetValue(top), model.Labels.Count)));
        });
        return command;
    }

    private static int WriteJson(TextWriter output, IEnumerable<PicturePrediction> predictions, TrainedModel model)
    {
        var failed = false;
        foreach (var prediction in predictions)
        {
            output.Write(PredictionJson.Line(prediction, model.Engine, model.PrecisionName()) + "\n");
            failed |= prediction.Error is not null;
        }

        output.Flush();
        return failed ? CommandLine.Failure : 0;
    }

    private static int WriteTable(TextWriter output, IEnumerable<PicturePrediction> predictions, PredictionTable table)
    {
        var failed = false;
        foreach (var prediction in predictions)
        {
            table.Write(prediction);
            failed |= prediction.Error is not null;
        }

        output.Flush();
        return failed ? CommandLine.Failure : 0;
    }

    private static void RequirePositive(OptionResult option)
    {
        if (option.Errors.Any() || option.GetValueOrDefault<int>() < 1)
        {
            option.AddError($"Expected at least 1 expression for {option.Option.Name}.");
        }
    }
}
