using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Mien.Cli.Tests;

/// <summary>Every command line in the documentation and in the help itself is one that the program takes.</summary>
public sealed partial class DocumentedCommandsTests
{
    private static readonly string Root = FindRoot();

    private static IEnumerable<string> Pages =>
        Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Append(Path.Combine(Root, "README.md")).Append(Path.Combine(Root, "bench", "README.md"));

    public static TheoryData<string, string> Written =>
        [.. Pages.SelectMany(page => File.ReadAllLines(page).SelectMany(line => TypedIn(line).Select(command => (Path.GetFileName(page), command)))).Distinct()];

    public static TheoryData<string, string> Mentioned =>
        [.. Pages.SelectMany(page => File.ReadAllLines(page).SelectMany(line => InlineCode().Matches(line).Select(match => (Path.GetFileName(page), match.Groups["command"].Value)))).Distinct()];

    public static TheoryData<string, string> Shown => [.. Commands(CommandLine.Root()).SelectMany(command => command.Examples.Select(example => (command.Name, example)))];

    [Theory]
    [MemberData(nameof(Written))]
    [MemberData(nameof(Shown))]
    public void A_command_line_is_one_that_the_program_takes(string where, string line)
    {
        var problems = CommandLine.ProblemsOf([.. Words(line).Skip(1)]);
        Assert.True(problems.Count == 0, $"{where}: '{line}': {string.Join(" ", problems)}");
    }

    [Theory]
    [MemberData(nameof(Mentioned))]
    public void A_command_that_is_mentioned_is_there_with_the_options_that_are_mentioned(string where, string words)
    {
        System.CommandLine.Command command = CommandLine.Root();
        foreach (var word in Words(words).Skip(1))
        {
            command = command.Subcommands.FirstOrDefault(inner => inner.Name == word) ?? command;
            Assert.True(!word.StartsWith("--", StringComparison.Ordinal) || word == "--help" || command.Options.Any(option => option.Name == word), $"{where}: '{words}': there is no {word}");
        }

        Assert.True(command.Parents.Any() || words.Contains("--", StringComparison.Ordinal), $"{where}: '{words}' is no command");
    }

    [Fact]
    public void The_documentation_has_command_lines() => Assert.True(Written.Count > 30);

    [Theory]
    [InlineData("    ./mien evaluate RUN DIR --json     # a remark", "mien evaluate RUN DIR --json")]
    [InlineData("    ./mien predict a b > faces.ndjson", "mien predict a b")]
    [InlineData("    find . -name '*.jpg' | ./mien predict RUN -", "mien predict RUN -")]
    [InlineData("mien train, as a word, is none", null)]
    public void Lines_of_code_count(string line, string? command) => Assert.Equal(command, TypedIn(line).SingleOrDefault());

    private static IEnumerable<string> TypedIn(string line) =>
        CodeLine().Match(line) is { Success: true } typed ? [Redirection().Split(typed.Groups["command"].Value)[0]] : [];

    private static IEnumerable<string> Words(string line) => CommandLineParser.SplitCommandLine(Redirection().Split(line[line.IndexOf("mien", StringComparison.Ordinal)..])[0]);

    private static IEnumerable<ExampleCommand> Commands(System.CommandLine.Command command) =>
        command.Subcommands.SelectMany(Commands).Concat(command is ExampleCommand own ? [own] : []);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Mien.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder;
    }

    [GeneratedRegex(@"^    (.*\| )?(\./)?(?<command>mien( .*)?)$")]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"`(\./)?(?<command>mien [^`]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\s+[#>|]")]
    private static partial Regex Redirection();
}
