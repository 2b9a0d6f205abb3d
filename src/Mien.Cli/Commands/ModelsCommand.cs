using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mien.Models;
using Mien.Models.Summaries;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien models</c>: the architectures, and commands that look into them.</summary>
internal static class ModelsCommand
{
    /// <summary>How these commands print JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print a JSON list" };
        var command = new ExampleCommand(
            "models", "List the architectures that a recipe can name. Multiply-adds are those of one picture of the size in the table.",
            "mien models", "mien models --json", "mien models summary resnet18", "mien models graph resnet18", "mien models weights resnet50.pth --model resnet50")
        {
            ModelsSummaryCommand.Create(), ModelsGraphCommand.Create(), ModelsWeightsCommand.Create(), ModelsPublishedCommand.Create(), ModelsVerifyCommand.Create(), ModelsAdoptCommand.Create(), json,
        };
        command.SetAction(result => List(result.InvocationConfiguration.Output, result.GetValue(json)));
        return command;
    }

    /// <summary>Such as "1.81 G".</summary>
    public static string Giga(long multiplyAdds) => string.Create(CultureInfo.InvariantCulture, $"{multiplyAdds / 1e9:0.00} G");

    private static int List(TextWriter output, bool json)
    {
        var rows = ModelRegistry.All.Select(info => (Info: info, Summary: ModelSummary.Of(info, info.DefaultOptions))).ToArray();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                rows.Select(row => new { row.Info.Name, row.Info.Family, Parameters = row.Info.ParameterCount, row.Summary.MultiplyAdds, InputShape = row.Summary.InputShape.Skip(1), row.Info.Paper }), Json));
            return 0;
        }

        var table = new TextTable("name", "family", "parameters", "multiply-adds", "input", "paper") { TextColumns = new HashSet<int> { 0, 1, 5 } };
        foreach (var (info, summary) in rows)
        {
            table.Add(info.Name, info.Family, info.ParameterCount.ToString("N0", CultureInfo.InvariantCulture), Giga(summary.MultiplyAdds), $"{info.DefaultInputPx} px", info.Paper);
        }

        output.Write(table.ToText());
        output.WriteLine($"\n{rows.Length} architectures, with the classes and colours of the original. Name one in a recipe: model.name: resnet18. Next: mien models summary resnet18");
        return 0;
    }
}
