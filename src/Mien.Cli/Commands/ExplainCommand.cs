using System.CommandLine;
using System.Globalization;
using Mien.Experiments;
using Mien.Training;

namespace Mien.Cli.Commands;

/// <summary><c>mien explain</c>: the places of a face that a prediction comes from.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var arguments = new ExplainArguments();
        var command = new ExampleCommand(
            "explain",
            "Show which places of a face a prediction comes from. Grad-CAM (Selvaraju et al. 2017) weights the last maps of a convolutional network by their gradients; "
            + "occlusion covers one place after another and looks how far the score falls, which any network can do, at the price of a hundred or more predictions. "
            + "Each face gives a picture with its maps over it and each map as a NumPy array. Explained are the predicted class, and valence and arousal where the model gives them.",
            "mien explain runs/faces-1 photo.jpg",
            "mien explain runs/faces-1 crops/ --no-detect --method both --class fear --out why",
            "mien explain runs/faces-1 photo.jpg --features --layer layer1   # what the layers make of it");
        arguments.AddTo(command);
        command.SetAction(result => Run(result, arguments));
        return command;
    }

    private static int Run(ParseResult parsed, ExplainArguments arguments)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var (options, failed) = (arguments.Options(parsed), false);
        using var explainer = Explainer.Load(parsed.GetValue(arguments.Run)!, options);
        var folder = parsed.GetValue(arguments.Out) ?? RunFolder.Next(Path.GetDirectoryName(Path.GetFullPath(explainer.Weights))!, "explain").Path;
        using var stop = new StopSignal(() => error.WriteLine("Stopping; what is written stays."));
        var inputs = Inputs.Open(parsed.GetValue(arguments.Inputs)!, Console.In);
        foreach (var face in Explanations.Run(explainer, inputs, arguments.Faces(parsed), folder, options, arguments.WantsFeatures(parsed), stop.Token))
        {
            if (face.Error is { } problem)
            {
                ErrorLine.Write(error, $"{face.File}: {problem}");
                failed = true;
                continue;
            }

            output.WriteLine(arguments.IsJson(parsed) ? ExplanationFiles.Line(face) : Text(face));
        }

        if (explainer.CoarsenessRemark is { } remark)
        {
            error.WriteLine(remark);
        }

        error.WriteLine(Directory.Exists(folder)
            ? $"Look at {TrainingDisplay.Short(folder)}{(explainer.Layer is { } layer ? $" (Grad-CAM of the layer {layer})" : "")}; the arrays are for numpy.load."
            : "There is nothing to look at.");
        return failed ? CommandLine.Failure : 0;
    }

    private static string Text(ExplainedFace face) => string.Create(
        CultureInfo.InvariantCulture,
        $"{face.File}  {face.Explanation!.Expression} {face.Explanation.Probabilities.Max() * 100:0.0} %  {TrainingDisplay.Short(face.Picture!)}{(face.Features is null ? "" : $"  {TrainingDisplay.Short(face.Features)}")}");
}
