using System.CommandLine;
using Mien.Core;
using Mien.Models.Summaries;

namespace Mien.Cli.Commands;

/// <summary><c>mien models graph</c>: an architecture as a drawing.</summary>
internal static class ModelsGraphCommand
{
    private const string Text = "dot";

    private static readonly string[] Formats = ["svg", "png", "pdf", Text];

    public static Command Create()
    {
        var arguments = new ModelArguments();
        var output = new Option<string?>("--out") { Description = "File to write, .svg, .png, .pdf or .dot, which must not be there yet; default NAME.svg", HelpName = "file" };
        var command = new ExampleCommand(
            "graph",
            "Draw an architecture: its layers, what joins them, and the shapes that flow between. Graphviz draws; without it, .dot gives the text that other programs draw.",
            "mien models graph resnet18", "mien models graph googlenet --out googlenet.pdf", "mien models graph vit_b_16 --out vit.dot");
        arguments.AddTo(command);
        command.Add(output);
        command.SetAction(result =>
        {
            var (info, options) = arguments.Read(result);
            var file = result.GetValue(output) ?? $"{info.Name}.svg";
            var format = Format(file);
            if (File.Exists(file))
            {
                throw new MienException($"There is a file '{file}' already; name another one with --out.");
            }

            var dot = ModelGraph.ToDot(info, options);
            var bytes = format == Text ? System.Text.Encoding.UTF8.GetBytes(dot) : Graphviz.Draw(dot, format);
            AtomicFile.WriteBytes(file, bytes);
            result.InvocationConfiguration.Output.WriteLine($"Wrote {file}. Next: mien models summary {info.Name}");
            return 0;
        });
        return command;
    }

    private static string Format(string file) => Path.GetExtension(file).TrimStart('.').ToLowerInvariant() is var format && Formats.Contains(format)
        ? format
        : throw new ConfigException($"Expected a file ending in .{string.Join(", .", Formats)} but got '{file}'.");
}
