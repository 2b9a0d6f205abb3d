using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Mien.Models;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien models published</c>: published numbers of parameters beside those of the nets here.</summary>
internal static class ModelsPublishedCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print a JSON list" };
        var command = new ExampleCommand(
            "published", "Build the nets whose numbers of parameters are published, count them, and compare. Exit code 1 when one differs.", "mien models published", "mien models published --json") { json };
        command.SetAction(result =>
        {
            var rows = PublishedCount.All.Select(row => (Row: row, Counted: row.Count())).ToArray();
            var differing = rows.Count(row => row.Counted != row.Row.Published);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(rows.Select(row => new { Model = row.Row.ModelName, row.Row.Head, row.Row.Published, row.Counted }), ModelsCommand.Json));
            }
            else
            {
                Print(output, rows, differing);
            }

            return differing == 0 ? 0 : CommandLine.Failure;
        });
        return command;
    }

    private static void Print(TextWriter output, (PublishedCount Row, long Counted)[] rows, int differing)
    {
        var table = new TextTable("model", "parameters", "as published", "head") { TextColumns = new HashSet<int> { 0, 2, 3 } };
        foreach (var (row, counted) in rows)
        {
            table.Add(row.ModelName, counted.ToString("N0", CultureInfo.InvariantCulture), counted == row.Published ? "yes" : row.Published.ToString("N0", CultureInfo.InvariantCulture), row.Head);
        }

        output.Write(table.ToText());
        output.WriteLine(differing == 0
            ? $"\nAll {rows.Length} nets have as many parameters as published. Next: mien models summary {rows[0].Row.ModelName}"
            : $"\n{differing} of {rows.Length} nets have other numbers of parameters than published.");
    }
}
