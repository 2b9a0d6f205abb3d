using System.CommandLine;
using Mien.Models;

namespace Mien.Cli.Commands;

/// <summary><c>mien models verify</c>: architectures against golden numbers.</summary>
internal static class ModelsVerifyCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Golden files (JSON); the names of the weights are read from ../state_dicts/MODEL.json beside each", Arity = ArgumentArity.OneOrMore };
        var command = new ExampleCommand(
            "verify",
            "Build the model of each golden file, fill it by the weight formula, run it, and compare every number. The first stage of the trace that differs says where to look. "
            + "Exit code 1 when any differs.",
            "mien models verify goldens/resnet18.json goldens/resnet50.json") { files };
        command.SetAction(result => Run(result.GetValue(files)!, result.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string[] files, TextWriter output)
    {
        var (passed, failed) = (0, 0);
        foreach (var file in files)
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
    }
}
