using System.CommandLine;
using System.CommandLine.Parsing;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien predict</c>: what a trained model sees in the faces of pictures.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var (engine, faces, videos) = (new EngineArguments(), new FaceArguments(), new VideoArguments());
        var inputs = new Argument<string[]>("INPUT")
        {
            Description = "Pictures, folders, zip archives, videos, camera:0, patterns in quotes such as 'photos/**/*.jpg', or - for a list of paths on the standard input, one a line",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per face and line (NDJSON), with all probabilities" };
        var csv = new Option<bool>("--csv") { Description = "Print comma-separated values, a row per face, with all probabilities" };
        var confidence = new Option<double>("--min-confidence") { Description = "Call an expression uncertain where it is less probable than this", HelpName = "probability" };
        var top = new Option<int>("--top") { Description = "How many expressions the table shows per face", HelpName = "k", DefaultValueFactory = _ => 3 };
        top.Validators.Add(RequirePositive);
        var command = new ExampleCommand(
            "predict",
            "Predict the expression of every face in pictures and videos. Faces come in reading order, pictures in the order given; folders are searched through and through, in the order of names. "
            + "Every picture gets a row with a status: also where there is no face in it, or it cannot be read. The others go on; the exit code is then 1 for what cannot be read.",
            "mien predict runs/faces-1 photo.jpg",
            "mien predict runs/faces-1 photos/ album.zip --json > faces.ndjson",
            "mien predict runs/faces-1 faces/test --no-detect     # pictures that are faces already",
            "find . -name '*.jpg' | mien predict runs/faces-1 - --csv --min-confidence 0.5",
            "mien predict runs/faces-1 clip.mp4 --draw clip-faces.mp4 --csv > clip.csv",
            "mien predict runs/faces-1 camera:0 --fps 5") { inputs, json, csv, confidence, top };
        engine.AddTo(command);
        faces.AddTo(command);
        videos.AddTo(command);
        command.Check(result =>
        {
            if (result.GetValue(json) && result.GetValue(csv))
            {
                result.AddError("Expected either --json or --csv but got both.");
            }
        });
        command.SetAction(result =>
        {
            var arguments = result.GetValue(inputs)!;
            var isLive = arguments.Any(Inputs.IsCamera);
            var (frames, tracking) = (videos.Frames(result), videos.Tracking(result));
            var options = new PredictionOptions { Faces = faces.Search(result), MinConfidence = result.GetValue(confidence), BatchSize = engine.Batch(result) };
            var copies = videos.Copies(result, arguments);
            using var model = engine.Engine(result).Load(result.GetValue(engine.Run)!);
            var output = result.InvocationConfiguration.Output;
            Action<IEnumerable<FacePrediction>> write = result.GetValue(json) ? rows => WriteJson(output, rows, model)
                : result.GetValue(csv) ? rows => PredictionCsv.Write(output, model.Labels, rows)
                : rows => WriteTable(rows, new PredictionTable(output, options.Faces is not null, Math.Min(result.GetValue(top), model.Labels.Count)));
            return new PredictRun(model, result.InvocationConfiguration, copies).Run(Inputs.Open(arguments, Console.In, frames), options, tracking, isLive, write);
        });
        return command;
    }

    private static void WriteJson(TextWriter output, IEnumerable<FacePrediction> rows, TrainedModel model)
    {
        var origin = AnswerOrigin.Of(model);
        foreach (var row in rows)
        {
            output.Write(PredictionJson.Line(row, origin) + "\n");
        }
    }

    private static void WriteTable(IEnumerable<FacePrediction> rows, PredictionTable table)
    {
        foreach (var row in rows)
        {
            table.Write(row);
        }
    }

    private static void RequirePositive(OptionResult option)
    {
        if (option.Errors.Any() || option.GetValueOrDefault<int>() < 1)
        {
            option.AddError($"Expected at least 1 expression for {option.Option.Name}.");
        }
    }
}
