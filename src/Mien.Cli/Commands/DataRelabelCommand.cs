using System.CommandLine;
using Mien.Data.Relabelling;

namespace Mien.Cli.Commands;

/// <summary><c>mien data relabel</c>: pictures sorted anew by a table of improved labels.</summary>
internal static class DataRelabelCommand
{
    private const int ShownCount = 10;

    public static Command Create()
    {
        var source = new Argument<string>("PATH") { Description = "Folder with train/<class>/ and the table; it is not changed" };
        var output = new Option<string>("--output-path", "--output") { Description = "Folder to build; absent or empty", HelpName = "OUT", Required = true };
        var csv = new Option<string?>("--label-csv") { Description = "Table with the columns pth (class/file) and label; default PATH/labels.csv", HelpName = "file" };
        var strict = new Option<bool>("--strict") { Description = "Stop before anything is written if a row or a picture has no counterpart" };
        var command = new ExampleCommand(
            "relabel",
            "Copy pictures to the folders of their improved labels. No picture is lost or written over: of two with one name the second becomes image0000007~anger.jpg; OUT/relabel.csv says what went where. A call that was interrupted is finished by the same call.",
            "mien data relabel affectnet --output-path affectnet-relabelled",
            "mien data relabel faces --output-path better --label-csv reviewed.csv --strict") { source, output, csv, strict };
        command.SetAction(result => Run(result, new()
        {
            Source = result.GetValue(source)!,
            Output = result.GetValue(output)!,
            LabelCsv = result.GetValue(csv),
            Strict = result.GetValue(strict),
        }));
        return command;
    }

    private static int Run(ParseResult parsed, RelabelOptions options)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var plan = RelabelPlan.Make(options);
        Remark(plan, error);
        using (var line = ProgressLine.For(error))
        using (var stop = new StopSignal(() => line.WriteLine($"Stopping; {options.Output} stays unfinished, and the same call goes on with it.")))
        {
            Relabelling.Run(plan, line.Counter("copying", plan.Pictures.Length, "pictures"), stop.Token);
        }

        Summarise(plan, output);
        output.WriteLine($"Next, part them: mien data split {options.Output} --balance-train --seed 27");
        return 0;
    }

    private static void Summarise(RelabelPlan plan, TextWriter output)
    {
        var (moved, renamed) = (plan.Pictures.Count(picture => picture.OldLabel != picture.NewLabel), plan.Pictures.Count(picture => picture.IsRenamed));
        var classes = plan.NewClasses.IsEmpty ? "" : $"; new classes: {string.Join(", ", plan.NewClasses)}";
        output.WriteLine($"Copied {plan.Pictures.Length} pictures to {plan.Options.Output}, {moved} of them to another class{classes}.");
        output.WriteLine($"{renamed} got another name, because their new class has a picture of theirs. {Relabelling.TableName} says what went where.");
    }

    private static void Remark(RelabelPlan plan, TextWriter error)
    {
        foreach (var line in plan.Problems.Lines)
        {
            error.WriteLine(line);
        }

        Remark(error, plan.WithoutRow, "pictures have no row in the table and keep their class");
        Remark(error, plan.OtherFiles, "files are no pictures and are not copied");
    }

    private static void Remark(TextWriter error, IReadOnlyCollection<string> names, string what)
    {
        if (names.Count > 0)
        {
            error.WriteLine($"{names.Count} {what}: {string.Join(", ", names.Take(ShownCount).Select(name => name.ReplaceLineEndings("\\n")))}{(names.Count > ShownCount ? ", ..." : "")}");
        }
    }
}
