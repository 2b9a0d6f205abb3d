using System.CommandLine;
using Mien.Data.Relabelling;

namespace Mien.Cli.Commands;

/// <summary><c>mien data relabel</c>: pictures sorted anew by a table of improved labels.</summary>
internal static class DataRelabelCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("PATH") { Description = "Folder with train/<class>/ and the table; it is not changed" };
        var output = new Option<string>("--output-path", "--output") { Description = "Folder to build; absent or empty", HelpName = "OUT", Required = true };
        var csv = new Option<string?>("--label-csv") { Description = "Table with the columns pth (class/file) and label; default PATH/labels.csv", HelpName = "file" };
        var strict = new Option<bool>("--strict") { Description = "Stop before anything is written if a row or a picture has no counterpart" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object, for programs" };
        var command = new ExampleCommand(
            "relabel",
            "Copy pictures to the folders of their improved labels. No picture is lost or written over: of two with one name the second becomes image0000007~anger.jpg; OUT/relabel.csv says what went where. A call that was interrupted is finished by the same call.",
            "mien data relabel affectnet --output-path affectnet-relabelled",
            "mien data relabel faces --output-path better --label-csv reviewed.csv --strict") { source, output, csv, strict, json };
        command.SetAction(result => Run(result, result.GetValue(json), new()
        {
            Source = result.GetValue(source)!,
            Output = result.GetValue(output)!,
            LabelCsv = result.GetValue(csv),
            Strict = result.GetValue(strict),
        }));
        return command;
    }

    private static int Run(ParseResult parsed, bool json, RelabelOptions options)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var plan = RelabelPlan.Make(options);
        RelabelReport.WriteRemarks(plan, error);
        using (var line = ProgressLine.For(error))
        using (var stop = new StopSignal(() => line.WriteLine($"Stopping; {options.Output} stays unfinished, and the same call goes on with it.")))
        {
            Relabelling.Run(plan, line.Counter("copying", plan.Pictures.Length, "pictures"), stop.Token);
        }

        if (json)
        {
            output.WriteLine(RelabelReport.Json(plan));
        }
        else
        {
            RelabelReport.WriteSummary(plan, output);
        }

        return 0;
    }
}
