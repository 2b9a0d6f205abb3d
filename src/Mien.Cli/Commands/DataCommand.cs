using System.CommandLine;

namespace Mien.Cli.Commands;

/// <summary><c>mien data</c>: the group of commands that make and look at data. None of them loads libtorch.</summary>
internal static class DataCommand
{
    public static Command Create(IReadOnlyList<string> words)
    {
        var command = new Command("data", "Make and look at data.");
        var commands = new CommandChoice(words);
        commands.Add("import", DataImportCommand.Create);
        commands.Add("stats", DataStatsCommand.Create);
        commands.Add("crop", DataCropCommand.Create);
        commands.Add("relabel", DataRelabelCommand.Create);
        commands.Add("split", DataSplitCommand.Create);
        commands.Add("preview", DataPreviewCommand.Create);
        commands.Add("synth", DataSynthCommand.Create);
        commands.AddTo(command);
        command.SetAction(HelpWithExamples.ShowAsMisuse);
        return command;
    }
}
