using System.CommandLine;

namespace Mien.Cli.Tests;

public sealed class CommandChoiceTests
{
    public static TheoryData<string> Names => [.. CommandLine.Root().Subcommands.Select(command => command.Name), .. DataCommands.Select(name => $"data {name}")];

    private static IEnumerable<string> DataCommands => CommandLine.Root().Subcommands.Single(command => command.Name == "data").Subcommands.Select(command => command.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_command_that_is_named_is_made_and_no_other(string words)
    {
        Command command = CommandLine.Root(words.Split(' '));
        foreach (var word in words.Split(' '))
        {
            command = Assert.Single(command.Subcommands);
            Assert.Equal(word, command.Name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("predcit")]
    public void All_commands_are_there_where_none_is_named(string word) =>
        Assert.Equal(CommandLine.Root().Subcommands.Count, CommandLine.Root(word).Subcommands.Count);

    [Fact]
    public void There_are_many_commands() => Assert.True(Names.Count > 15);
}
