using System.CommandLine;

namespace Mien.Cli.Commands;

/// <summary><c>mien data</c>: the group of commands that make and look at data. None of them loads libtorch.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Make and look at data.")
        {
            DataSynthCommand.Create(), DataImportCommand.Create(), DataRelabelCommand.Create(), DataSplitCommand.Create(),
        };
        command.SetAction(HelpWithExamples.ShowAsMisuse);
        return command;
    }
}
