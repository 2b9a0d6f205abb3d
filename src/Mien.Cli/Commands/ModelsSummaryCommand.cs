using System.CommandLine;
using System.Text.Json;
using Mien.Models.Summaries;

namespace Mien.Cli.Commands;

/// <summary><c>mien models summary</c>: an architecture layer by layer.</summary>
internal static class ModelsSummaryCommand
{
    private const string Plain = "plain", Keras = "keras";

    public static Command Create()
    {
        var arguments = new ModelArguments();
        var style = new Option<string>("--style") { Description = "Columns: plain, or keras as model.summary() prints them", HelpName = "style", DefaultValueFactory = _ => Plain };
        style.AcceptOnlyFromAmong(Plain, Keras);
        var json = new Option<bool>("--json") { Description = "Print one JSON object" };
        var command = new ExampleCommand(
            "summary",
            "Show an architecture layer by layer: name, type, output, parameters and multiply-adds. Shapes alone are computed, so the largest nets take no time and no memory. "
            + "Layers that only training runs have no output.",
            "mien models summary resnet18", "mien models summary vgg16_bn --input 224 --classes 7 --style keras", "mien models summary vit_h_14 --json");
        arguments.AddTo(command);
        command.Add(style);
        command.Add(json);
        command.SetAction(result =>
        {
            var (info, options) = arguments.Read(result);
            var summary = ModelSummary.Of(info, options);
            var output = result.InvocationConfiguration.Output;
            output.Write(result.GetValue(json) ? JsonSerializer.Serialize(summary, ModelsCommand.Json) + "\n"
                : result.GetValue(style) == Keras ? SummaryText.Keras(summary)
                : SummaryText.Plain(summary));
            return 0;
        });
        return command;
    }
}
