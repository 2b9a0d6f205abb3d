using System.CommandLine;

namespace Mien.Cli.Commands;

/// <summary><c>mien data</c>: the group of commands that make and look at data. None of them loads libtorch.</summary>
internal static class DataCommand
{
    public static Command Create()
    {
        var command = new Command("data", "Make and look at data.")
        {
            DataImportCommand.Create(),
            DataStatsCommand.Create(),
            DataCropCommand.Create(),
            DataRelabelCommand.Create(),
            DataSplitCommand.Create(),
            DataPreviewCommand.Create(),
            DataSynthCommand.Create(),
        };
        command.SetAction(HelpWithExamples.ShowAsMisuse);
        return command;
    }
}
