using System.CommandLine;
using System.Globalization;
using Mien.Models;
using Mien.Reports;

namespace Mien.Cli.Commands;

/// <summary><c>mien models</c>: the architectures, and how they are held against golden numbers.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("models", "List the architectures that a recipe can name.", "mien models", "mien models verify goldens/resnet18.json") { Verify() };
        command.SetAction(result => List(result.InvocationConfiguration.Output));
        return command;
    }

    private static int List(TextWriter output)
    {
        var table = new TextTable("name", "family", "parameters", "input", "paper") { TextColumns = new HashSet<int> { 0, 1, 4 } };
        foreach (var model in ModelRegistry.All)
        {
            table.Add(model.Name, model.Family, model.ParameterCount.ToString("N0", CultureInfo.InvariantCulture), $"{model.DefaultInputPx} px", model.Paper);
        }

        output.Write(table.ToText());
        output.WriteLine("\nParameters with 1000 classes and colour pictures. Name one in a recipe: model.name: resnet18");
        return 0;
    }

    private static ExampleCommand Verify()
    {
        var files = new Argument<string[]>("FILE") { Description = "Golden files (JSON); the names of the weights are read from ../state_dicts/MODEL.json beside each", Arity = ArgumentArity.OneOrMore };
        var command = new ExampleCommand(
            "verify",
            "Build the model of each golden file, fill it by the weight formula, run it, and compare every number. The first stage of the trace that differs says where to look. "
            + "Exit code 1 when any differs.",
            "mien models verify goldens/resnet18.json goldens/resnet50.json") { files };
        command.SetAction(result =>
        {
            var output = result.InvocationConfiguration.Output;
            var (passed, failed) = (0, 0);
            foreach (var file in result.GetValue(files)!)
            {
                var report = GoldenVerifier.Verify(file);
                (passed, failed) = report.Passed ? (passed + 1, failed) : (passed, failed + 1);
                foreach (var line in report.Lines())
                {
                    output.WriteLine(line);
                }
            }

            output.WriteLine($"{passed} passed, {failed} failed");
            return failed == 0 ? 0 : CommandLine.Failure;
        });
        return command;
    }
}
