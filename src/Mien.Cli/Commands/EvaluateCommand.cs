using System.CommandLine;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien evaluate</c>: scores of a trained model on labelled pictures.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var engine = new EngineArguments();
        var folder = new Argument<string>("DIR") { Description = "Folder of class folders, or one with test/ or train/ over them" };
        var split = new Option<string?>("--split") { Description = "Folder in DIR to measure; default: test, else train", HelpName = "name" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of tables" };
        var command = new ExampleCommand(
            "evaluate",
            "Measure a trained model on labelled pictures. Prints scores and the confusion matrix, and writes metrics.json into the run's folder. "
            + "Classes are matched by name; a class that the model does not know is an error. Pictures that cannot be read are listed, are in no score, "
            + "and make the exit code 1.",
            "mien evaluate runs/faces-1 data/faces", "mien evaluate runs/faces-1 data/faces --split train --json") { folder, split, json };
        engine.AddTo(command);
        command.SetAction(result => Run(result, engine, EvaluationSet.Read(result.GetValue(folder)!, result.GetValue(split)), result.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, EngineArguments engine, EvaluationSet set, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using var model = engine.Engine(parsed).Load(parsed.GetValue(engine.Run)!);
        error.WriteLine($"Measuring {set.Dataset.Samples.Length} pictures of {set.Dataset.Root} ({SplitText(set)}).");
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping; nothing is written."));
        var counter = line.Counter("measuring", set.Dataset.Samples.Length, "pictures");
        var result = Evaluation.Run(model, set, new() { BatchSize = engine.Batch(parsed) }, counter, stop.Token);
        line.Clear();
        output.Write(json ? EvaluationJson.Text(result) + "\n" : EvaluationText.Tables(result));
        foreach (var picture in result.Unreadable)
        {
            ErrorLine.Write(error, $"{picture.File}: {picture.Error}");
        }

        error.WriteLine($"Wrote {MetricsFile.Write(result)}.");
        return result.Unreadable.IsEmpty ? 0 : CommandLine.Failure;
    }

    private static string SplitText(EvaluationSet set) => set.Split is null ? "a folder of class folders" : $"the split '{set.Split}'";
}
