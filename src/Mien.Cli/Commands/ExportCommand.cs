using System.CommandLine;
using System.Globalization;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien export</c>: a trained model as an .onnx file for other programs.</summary>
internal static class ExportCommand
{
    private const double BytesPerMegabyte = 1e6;

    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder of a run, or a model.safetensors" };
        var file = new Argument<string>("OUT.onnx") { Description = "The new file; nothing is overwritten" };
        var anySize = new Option<bool>("--any-size") { Description = "Take pictures of any height and width, where the architecture allows it; default: those of the training" };
        var licence = new Option<string?>("--licence") { Description = "Licence of the weights, to travel with them", HelpName = "text" };
        var command = new ExampleCommand(
            "export",
            "Export a trained model as ONNX. The file carries its labels, its preprocessing and the run that it comes from, and takes any number of "
            + "normalised pictures (N, C, H, W). It is run in ONNX Runtime and compared with libtorch before it appears.",
            "mien export runs/faces-1 faces.onnx", "mien export runs/faces-1 faces.onnx --any-size --licence CC-BY-4.0") { run, file, anySize, licence };
        command.SetAction(result =>
        {
            var options = new ExportOptions { AnySize = result.GetValue(anySize), Licence = result.GetValue(licence) };
            var exported = ModelExport.Run(result.GetValue(run)!, result.GetValue(file)!, options);
            var output = result.InvocationConfiguration.Output;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {exported.Path}, {exported.ByteCount / BytesPerMegabyte:0.0} MB."));
            output.WriteLine(exported.LargestDifference is { } difference
                ? string.Create(CultureInfo.InvariantCulture, $"Largest difference from libtorch: {difference:0.0e+0}.")
                : "It was not compared with libtorch, as there is no ONNX Runtime; 'mien doctor' says why.");
            output.WriteLine($"Next: mien predict {exported.Path} photo.jpg");
        });
        return command;
    }
}
