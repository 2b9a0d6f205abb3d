using System.CommandLine;
using Mien.Core;
using Mien.Models;
using Mien.Models.Weights;

namespace Mien.Cli.Commands;

/// <summary><c>mien models weights</c>: what a file of weights holds, and whether it fits an architecture.</summary>
internal static class ModelsWeightsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Weights: .pth or .pt of PyTorch, safetensors, .h5 of Keras, or a checkpoint of Mien" };
        var model = new Option<string?>("--model") { Description = "Architecture that the weights should fit", HelpName = "name" };
        var classes = new Option<int?>("--classes") { Description = "Number of classes; default that of the original", HelpName = "n" };
        var replaces = new Option<bool>("--replace-head") { Description = "Accept weights for other classes, whose last layers would be trained anew" };
        var command = new ExampleCommand(
            "weights",
            "Look into a file of weights and try it on an architecture. Nothing in the file is run: files that ask for more than tensors, numbers, text and containers are refused.",
            "mien models weights resnet50.pth", "mien models weights resnet50.pth --model resnet50 --classes 7 --replace-head") { file, model, classes, replaces };
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            using var weights = WeightsFile.Open(result.GetValue(file)!);
            output.WriteLine($"{weights.Path}: {weights.Format}, {Counted.Of(weights.Names.Length, "tensor")}");
            foreach (var remark in weights.Remarks)
            {
                output.WriteLine(remark);
            }

            if (result.GetValue(model) is { } name)
            {
                Try(weights, ModelRegistry.Find(name), result.GetValue(classes), result.GetValue(replaces), output);
            }
            else
            {
                output.WriteLine($"sha256: {weights.Sha256()}");
                output.WriteLine($"Next: mien models weights {weights.Path} --model NAME");
            }

            return 0;
        });
        return command;
    }

    private static void Try(WeightsFile weights, ModelInfo info, int? classes, bool replacesHead, TextWriter output)
    {
        var usual = info.DefaultOptions;
        var remarks = weights.Try(info, usual with { ClassCount = classes ?? usual.ClassCount }, new() { ReplacesHead = replacesHead });
        foreach (var remark in remarks.Except(weights.Remarks))
        {
            output.WriteLine(remark);
        }

        output.WriteLine($"They fit {info.Name}.");
        output.Write(weights.ToRecord(info).ToYaml());
    }
}
