using System.CommandLine;
using Mien.Core;
using Mien.Data;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien data stats</c>: what is in a dataset, and what is wrong with it.</summary>
internal static class DataStatsCommand
{
    private const string Reports = "mien-stats";

    public static Command Create()
    {
        var defaults = new InspectionOptions();
        var folder = new Argument<string>("PATH") { Description = "Folder of class folders, or of train/, val/ and test/ with class folders in them" };
        var output = new Option<string?>("--out") { Description = $"Folder of the report, absent or empty; default {Reports}/NAME, or the next free number behind it", HelpName = "dir" };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON and write no report unless --out is given" };
        var faces = new Option<string>("--faces") { Description = "In how many pictures to look for faces: a number, all or none", HelpName = "n", DefaultValueFactory = _ => $"{defaults.FaceSampleCount}" };
        var seed = new Option<ulong>("--seed") { Description = "Decides in which", HelpName = "n", DefaultValueFactory = _ => defaults.Seed };
        var command = new ExampleCommand(
            "stats",
            "Say what is in a dataset and what is wrong with it: balance, copies, leaks between splits, contradicting labels, unreadable and odd pictures. "
            + "The report is a page for browsers with charts and contact sheets; pictures.csv and duplicates.csv name every picture.",
            "mien data stats faces", "mien data stats faces --faces all --out report", "mien data stats faces --json > stats.json") { folder, output, json, faces, seed };
        faces.Validators.Add(option =>
        {
            if (FaceCount(option.GetValueOrDefault<string>()) is null)
            {
                option.AddError($"Expected a number, 'all' or 'none' for --faces but got '{option.GetValueOrDefault<string>()}'.");
            }
        });
        command.SetAction(result =>
        {
            var options = new InspectionOptions { FaceSampleCount = FaceCount(result.GetValue(faces))!.Value, Seed = result.GetValue(seed) };
            return Run(result, result.GetValue(folder)!, options, result.GetValue(output), result.GetValue(json));
        });
        return command;
    }

    private static int Run(ParseResult parsed, string folder, InspectionOptions options, string? report, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (report is not null)
        {
            Data.Files.OutputFolder.RefuseContent(report); // before the work, not after it
        }

        var found = Inspect(folder, options, error);
        report ??= json ? null : InspectionReport.FreeFolder(Reports, folder);
        var problems = report is null ? [] : InspectionReport.Write(found, report);
        foreach (var problem in problems)
        {
            error.WriteLine($"Charts are missing from the report: {problem}");
        }

        output.Write(json ? InspectionJson.Text(found) : Text(found, report!));
        return 0;
    }

    private static DatasetInspection Inspect(string folder, InspectionOptions options, TextWriter error)
    {
        var total = DatasetInspection.CountPictures(folder);
        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping; nothing was written."));
        return DatasetInspection.Run(folder, options, line.Counter("looking", total, "pictures"), stop.Token);
    }

    private static string Text(DatasetInspection found, string report)
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine(InspectionTables.Classes(found).ToText());
        text.WriteLine(InspectionTables.Kinds(found).ToText());
        foreach (var risk in found.Risks)
        {
            text.WriteLine($"{risk.Severity.ToString().ToUpperInvariant(),-7}  {PlainText.Of(risk.Finding)}");
            text.WriteLine($"{"",-7}  {PlainText.Of(risk.Advice)}");
        }

        text.WriteLine();
        text.WriteLine($"Looked at {Counted.Of(found.Pictures.Length, "picture")} of {Counted.Of(found.Labels.Count, "class", "classes")}. Report: {Path.Combine(report, InspectionReport.Page)}");
        text.WriteLine(found.Splits.Contains("train") && !found.Splits.Contains("test")
            ? $"Next: mien data split {TrainingDisplay.Short(found.Root)} --seed 1 --output-path OUT"
            : $"Next: mien train recipes/faces-resnet18.yml --set data.path={TrainingDisplay.Short(found.Root)}");
        return text.ToString();
    }

    private static int? FaceCount(string? text) => text switch
    {
        "all" => int.MaxValue,
        "none" => 0,
        _ => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : null,
    };
}
