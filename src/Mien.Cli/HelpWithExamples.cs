using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Mien.Cli;

/// <summary>A command whose help ends with more details and calls to copy.</summary>
/// <param name="name">The word to type.</param>
/// <param name="description">One sentence, which also stands in the list of commands; sentences after it stand in the command's own help alone.</param>
/// <param name="examples">Whole command lines, each with its purpose behind <c>#</c> where it is not plain.</param>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, SplitSentence(description).First)
{
    public IReadOnlyList<string> Examples => examples;

    /// <summary>The sentences behind the first; empty where there is one alone.</summary>
    public string Details { get; } = SplitSentence(description).Further;

    private static (string First, string Further) SplitSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? (text, "") : (text[..(end + 1)], text[(end + 2)..]);
    }
}

/// <summary>Checks of options that belong together.</summary>
internal static class CommandChecks
{
    /// <summary>Adds a check, which is left out where a value cannot be read on its own: the parser tells that.</summary>
    public static void Check(this Command command, Action<CommandResult> check) => command.Validators.Add(result =>
    {
        try
        {
            check(result);
        }
        catch (InvalidOperationException)
        {
            // Is what reading such a value throws, and checks of commands come before those of their options.
        }
    });
}

/// <summary>Adds the examples of a command to its help.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExampleCommand { Examples.Count: > 0 } command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            if (command.Details.Length > 0)
            {
                output.WriteLine(command.Details);
                output.WriteLine();
            }

            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return 0;
    }

    /// <summary>Puts this in the place of the usual help.</summary>
    public static void Install(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    /// <summary>Shows the help of the command that was named.</summary>
    public static int Show(ParseResult result) => new HelpWithExamples(new HelpAction()).Invoke(result);

    /// <summary>A group's own action: its help, as an error when it is not the root.</summary>
    public static int ShowAsMisuse(ParseResult result)
    {
        Show(result);
        return CommandLine.Misuse;
    }

    /// <summary>The words that lead to a command, such as <c>mien data synth</c>.</summary>
    public static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "mien";

    /// <summary>Every command and option name that may stand behind a command.</summary>
    public static IEnumerable<string> NamesIn(Command command) =>
        command.Subcommands.Select(sub => sub.Name).Concat(command.Options.Select(option => option.Name));
}
