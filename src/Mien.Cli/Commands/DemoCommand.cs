using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Mien.Experiments;
using Mien.Training;

namespace Mien.Cli.Commands;

/// <summary><c>mien demo</c>: the whole way on generated faces, told step by step.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("OUT") { Description = "Folder to write to", DefaultValueFactory = _ => "mien-demo" };
        var command = new ExampleCommand(
            "demo",
            "Draw faces, train a model on them, measure it on people it never saw, and predict. It takes a few minutes and nothing is downloaded. "
            + "An interrupted demo goes on where it stopped when called again.",
            "mien demo", "mien demo /tmp/try") { folder };
        command.SetAction(result => Run(result, result.GetValue(folder)!));
        return command;
    }

    private static int Run(ParseResult parsed, string folder)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var watch = Stopwatch.StartNew();
        var demo = new Demo(folder);
        demo.CheckFolder();
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping; call 'mien demo' again to go on."));

        var (people, unseen) = Demo.People;
        output.WriteLine($"1  Data. {Demo.PictureCount} faces of {people} made-up people in eight expressions; {unseen} people are kept apart for the test.");
        var sheet = demo.DrawFaces(line.Counter("   drawing", Demo.PictureCount, "pictures"), stop.Token);
        Tell(line, output, $"   Look at some: {TrainingDisplay.Short(sheet)}");

        output.WriteLine("2  Training. A ResNet-18 from scratch; the validation pictures are of people in the training, the test pictures are not.");
        var trained = demo.Train(TrainingDisplay.Options(line), stop.Token);
        if (trained.Fit.Outcome is FitOutcome.Stopped)
        {
            Tell(line, output, $"Stopped; everything is saved. Go on with: mien demo {folder}");
            return CommandLine.Stopped;
        }

        Tell(line, output, $"   {(trained.WasFinished ? "It was trained before" : $"Trained in {ProgressLine.Duration(trained.Fit.Duration)}")}; the weights of epoch {trained.Fit.Best!.Epoch} were the best on validation.");
        using var model = new EngineOptions().Load(demo.Run);
        output.WriteLine("3  Evaluation, on the people that training never saw.");
        var total = EvaluationSet.Read(demo.Data, "test").Dataset.Samples.Length;
        var (result, charts) = demo.Evaluate(model, line.Counter("   measuring", total, "pictures"), stop.Token);
        Tell(line, output, Indent(EvaluationText.Summary(result)));
        foreach (var chart in charts)
        {
            output.WriteLine($"   {(chart.Path is { } path ? $"Look at {TrainingDisplay.Short(path)}" : chart.Problem)}");
        }

        var report = demo.WriteReport(result, model);
        output.WriteLine($"   A page with everything that was measured: {TrainingDisplay.Short(report.Page)}");

        output.WriteLine("4  Prediction, a picture of each expression.");
        var table = new PredictionTable(output, withFace: false, top: 2);
        foreach (var prediction in Prediction.Run(model, PicturePaths.Expand(demo.Samples().Select(TrainingDisplay.Short)), cancellation: stop.Token))
        {
            table.Write(prediction);
        }

        output.WriteLine($"   Look at more: {TrainingDisplay.Short(demo.DrawPredictions(result))}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nDone in {ProgressLine.Duration(watch.Elapsed)}: test accuracy {result.Accuracy:0.000}. All of it is in {folder}/, to be deleted as you like."));
        output.WriteLine("Next, your own pictures in a folder per class: mien train recipes/faces-resnet18.yml --set data.path=FOLDER");
        return 0;
    }

    private static void Tell(ProgressLine line, TextWriter output, string text)
    {
        line.Clear();
        output.WriteLine(text);
    }

    private static string Indent(string text) => "   " + text;
}
