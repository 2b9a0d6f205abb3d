using System.CommandLine;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien evaluate</c>: scores of a trained model on labelled pictures, or of predictions that were made elsewhere.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var engine = new EngineArguments();
        engine.Run.Arity = ArgumentArity.ZeroOrOne;
        var folder = new Argument<string?>("DIR") { Description = "Folder of class folders, or one with test/ or train/ over them; default: the pictures that the run held out for validation", Arity = ArgumentArity.ZeroOrOne };
        var split = new Option<string?>("--split") { Description = "Folder in DIR to measure; default: test, else train", HelpName = "name" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of tables" };
        var command = new ExampleCommand(
            "evaluate",
            "Measure a trained model on labelled pictures. Prints scores and the confusion matrix, and writes a report into the run's folder. "
            + "Classes are matched by name; a class that the model does not know is an error. Pictures that cannot be read are listed, are in no score, "
            + "and make the exit code 1. With --predictions there is no RUN: the scores are those of a table that any program wrote.",
            "mien evaluate runs/faces-1 data/faces",
            "mien evaluate runs/faces-1                                # on what it held out for validation",
            "mien evaluate runs/faces-1 data/faces --split train --json",
            "mien evaluate runs/a,runs/b,runs/c data/faces --tta flip   # three runs as one model, each picture also mirrored",
            "mien evaluate runs/faces-1 data/faces --against runs/faces-2 --by identity   # is it better, and for whom?",
            "mien evaluate --predictions mine.csv --by identity",
            "mien evaluate --predictions mine.csv --against theirs.csv   # is mine better than theirs?") { folder, split, json };
        var report = new ReportArguments();
        var scoring = new ScoringArguments(report);
        engine.AddTo(command);
        report.AddTo(command);
        scoring.AddTo(command);
        command.SetAction(result => scoring.File(result) is { } file
            ? scoring.Run(result, file, result.GetValue(json), others: [result.GetValue(engine.Run), result.GetValue(folder), result.GetValue(split)])
            : Run(result, engine, Read(result.GetValue(engine.Run), result.GetValue(folder), result.GetValue(split), scoring.Against(result)), report, scoring, result.GetValue(json)));
        return command;
    }

    private static EvaluationSet Read(string? run, string? folder, string? split, string? against) => (run, folder, split) switch
    {
        (null, _, _) => throw new ConfigException("Expected a RUN, such as: mien evaluate runs/faces-1, or mien evaluate runs/faces-1 data/faces; or a table: mien evaluate --predictions FILE.csv"),
        (_, null, not null) => throw new ConfigException("Expected DIR for --split, such as: mien evaluate runs/faces-1 data/faces --split test"),
        (_, null, null) => HeldOutPictures.OfAll(against is null ? run : $"{run},{against}"),
        _ => EvaluationSet.Read(folder, split),
    };

    /// <summary>What a model is called, and where its report goes unless said otherwise: into its run, or beside its .onnx file; null for several models.</summary>
    private static (string Name, string? Report) Place(TrainedModel model)
    {
        var path = Path.GetFullPath(model.Path);
        var folder = Path.GetDirectoryName(path)!;
        return model.Members is not [_] ? ($"{model.Members.Length} models", null)
            : path.EndsWith(ModelExport.Suffix, StringComparison.OrdinalIgnoreCase) ? (Path.GetFileNameWithoutExtension(path), Path.ChangeExtension(path, null) + "-report")
            : (Path.GetFileName(folder), Path.Combine(folder, "report"));
    }

    private static int Run(ParseResult parsed, EngineArguments engine, EvaluationSet pictures, ReportArguments report, ScoringArguments scoring, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var set = pictures with { Columns = [.. scoring.By(parsed)], Draws = scoring.Draws(parsed) };
        using var model = engine.Engine(parsed).Load(parsed.GetValue(engine.Run)!);
        var (name, usual) = Place(model);
        var folder = report.Folder(parsed, usual);
        error.WriteLine($"Measuring {Counted.Of(set.Dataset.Samples.Length, "picture")} of {set.Dataset.Root} ({SplitText(set)}).");
        string[] notes = set.Split != HeldOutPictures.Split && HeldOutPictures.MayHaveLearnt(parsed.GetValue(engine.Run)!, set)
            ? ["Trained on pictures of this folder, so these scores are better than those of new faces would be. 'mien evaluate RUN' alone measures what was held out."]
            : [];
        Array.ForEach(notes, error.WriteLine);
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping; nothing is written."));
        var result = Measure(model, "measuring");
        var details = ScoreDetails.Of(result.Set, scoring.By(parsed), scoring.Against(parsed) is { } other ? (MeasureOther(other), other) : null, set.Draws);
        line.Clear();
        output.Write(json ? EvaluationJson.Text(result, details: details) + "\n" : EvaluationText.Tables(result) + details.Text());
        foreach (var picture in result.Unreadable)
        {
            ErrorLine.Write(error, $"{picture.File}: {picture.Error}");
        }

        if (folder is not null)
        {
            var subject = report.Subject(parsed, name, EvaluationText.Summary(result)) with { Threads = engine.Engine(parsed).Threads, Details = details, Notes = notes };
            ReportArguments.Tell(error, Evaluation.WriteReport(folder, result, model, subject));
        }

        return result.Unreadable.IsEmpty ? 0 : CommandLine.Failure;

        EvaluationResult Measure(TrainedModel measured, string what) =>
            Evaluation.Run(measured, set, new() { BatchSize = engine.Batch(parsed) }, line.Counter(what, set.Dataset.Samples.Length, "pictures"), stop.Token);

        ScoredSet MeasureOther(string source)
        {
            using var against = engine.Engine(parsed).Load(source);
            return Measure(against, "measuring the other").Set;
        }
    }

    private static string SplitText(EvaluationSet set) => set.Split is null ? "a folder of class folders" : $"the split '{set.Split}'";
}
