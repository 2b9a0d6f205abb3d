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
        var file = new Argument<string>("OUT") { Description = "The new file, which ends in .onnx or, for the weights alone, in .safetensors; nothing is overwritten" };
        var anySize = new Option<bool>("--any-size") { Description = "Take pictures of any height and width, where the architecture allows it; default: those of the training" };
        var preprocessing = new Option<bool>("--with-preprocessing") { Description = "Take pictures as bytes (N, H, W, 3), red first, and normalise them inside; default: normalised numbers (N, C, H, W)" };
        var float16 = new Option<bool>("--float16") { Description = "Compute in float16 inside, for GPUs; the file is half as large, and slower on CPUs" };
        var noCalibration = new Option<bool>("--no-calibration") { Description = "Leave out the temperature of 'mien calibrate', which is inside otherwise" };
        var licence = new Option<string?>("--licence") { Description = "Licence of the weights, to travel with them", HelpName = "text" };
        var quantization = new QuantizationArguments();
        var command = new ExampleCommand(
            "export",
            "Export a trained model as one file. An .onnx file carries its labels, its preprocessing and the run that it comes from, and takes any number of "
            + "pictures. It is run in ONNX Runtime and compared with libtorch before it appears. With --int8 it computes in 8 bits, "
            + "faster on CPUs; what that changes is measured on pictures. A .safetensors file holds the weights with all that prediction needs, for Mien on another machine.",
            "mien export runs/faces-1 faces.onnx",
            "mien export runs/faces-1 faces.safetensors",
            "mien export runs/faces-1 faces.onnx --any-size --licence CC-BY-4.0",
            "mien export runs/faces-1 faces-int8.onnx --int8 --calibrate data/faces") { run, file, anySize, preprocessing, float16, noCalibration, licence };
        quantization.AddTo(command);
        command.SetAction(result =>
        {
            var options = new ExportOptions
            {
                AnySize = result.GetValue(anySize),
                WithPreprocessing = result.GetValue(preprocessing),
                Float16 = result.GetValue(float16),
                Int8 = quantization.Read(result),
                Calibrate = !result.GetValue(noCalibration),
                Licence = result.GetValue(licence),
            };
            var (output, error) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
            using var line = ProgressLine.For(error);
            using var stop = new StopSignal(() => line.WriteLine("Stopping; nothing is written."));
            var (source, target) = (ModelSource.Resolve(result.GetValue(run)!), result.GetValue(file)!);
            var exported = target.EndsWith(WeightsExport.Suffix, StringComparison.OrdinalIgnoreCase)
                ? WeightsExport.Run(source, target, options)
                : ModelExport.Run(source, target, options, (what, total) => line.Counter(what, total, "pictures"), stop.Token);
            line.Clear();
            Tell(output, exported);
            exported.Quantization?.Unreadable.ToList().ForEach(picture => ErrorLine.Write(error, $"{picture.File}: {picture.Error}"));
        });
        return command;
    }

    private static void Tell(TextWriter output, ExportResult exported)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {exported.Path}, {exported.ByteCount / BytesPerMegabyte:0.0} MB."));
        if (exported.Path.EndsWith(WeightsExport.Suffix, StringComparison.OrdinalIgnoreCase))
        {
            output.WriteLine($"Next: mien predict {exported.Path} photo.jpg");
            return;
        }

        output.WriteLine(exported.LargestDifference is { } difference
            ? string.Create(CultureInfo.InvariantCulture, $"Largest difference from libtorch: {difference:0.0e+0}{(exported.Quantization is null ? "" : ", before rounding")}.")
            : "It was not compared with libtorch, as there is no ONNX Runtime; 'mien doctor' says why.");
        if (exported.Quantization is { } quantization)
        {
            QuantizationArguments.Tell(output, quantization);
        }

        output.WriteLine($"Next: mien predict {exported.Path} photo.jpg");
    }
}
