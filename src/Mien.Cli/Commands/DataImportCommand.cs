using System.CommandLine;
using Mien.Data.Importing;

namespace Mien.Cli.Commands;

/// <summary><c>mien data import</c>: a collection becomes a dataset in the standard layout.</summary>
internal static class DataImportCommand
{
    public static Command Create()
    {
        var kind = new Argument<string>("KIND") { Description = string.Join("; ", ImportKinds.Names.Select(entry => $"{entry.Name} ({entry.Description})")) };
        kind.HelpName = "KIND";
        kind.AcceptOnlyFromAmong([.. ImportKinds.Names.Select(entry => entry.Name)]);
        var source = new Argument<string>("SRC") { Description = "Folder or file of the collection; it is only read" };
        var folder = new Argument<string>("OUT") { Description = "Folder to write to; absent, empty, or left unfinished by the same call" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object in place of the summary" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read everything, say what would be done, and write nothing" };
        var options = new ImportArguments();
        var command = new ExampleCommand(
            "import",
            "Bring a collection of faces into the standard layout: OUT/{train,val,test}/<class>/ and OUT/annotations.csv with what is known of each picture. "
            + "Rows with something wrong are left out, counted and named; --strict makes them an error before anything is written. "
            + "An interrupted import is finished by the same call. docs/data.md describes each kind.",
            "mien data import fer2013 fer2013.csv data/fer2013",
            "mien data import ferplus fer/ data/ferplus                  # fer2013.csv and fer2013new.csv in fer/",
            "mien data import affectnet AffectNet/ data/affectnet --crop",
            "mien data import csv faces.csv data/faces --file-col image --label-col emotion --label-map angry=anger") { kind, source, folder };
        foreach (var option in options.All.Append(dryRun).Append(json))
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed => Run(parsed, options.Read(parsed), parsed.GetValue(kind)!, parsed.GetValue(source)!, parsed.GetValue(folder)!, parsed.GetValue(dryRun), parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, ImportOptions options, string kind, string source, string folder, bool isDryRun, bool asJson)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (!isDryRun && DatasetImport.IsDone(kind, source, folder, options))
        {
            output.WriteLine(asJson ? ImportSummary.NothingToDo(source, folder) : $"Nothing to do: {folder} was made by this import, and {source} is as it was. To import anew, name another folder or delete this one.");
            return 0;
        }

        using var line = ProgressLine.For(error);
        using var stop = new StopSignal(() => line.WriteLine("Stopping; the same call goes on."));
        var progress = new ImportProgressLine(line, isDryRun ? "reading" : "importing");
        var result = isDryRun
            ? DatasetImport.Check(kind, source, options, progress, stop.Token)
            : DatasetImport.Run(kind, source, folder, options, progress, stop.Token);
        line.Clear();
        output.Write(asJson ? ImportSummary.Json(result, folder, isDryRun) + "\n" : ImportSummary.Text(result, folder, isDryRun));
        return 0;
    }
}
