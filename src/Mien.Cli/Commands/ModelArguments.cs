using System.CommandLine;
using Mien.Core;
using Mien.Models;

namespace Mien.Cli.Commands;

/// <summary>The words and options that say which net: shared by the commands that look into one.</summary>
internal sealed class ModelArguments
{
    private readonly Argument<string> _name = new("NAME") { Description = "An architecture; 'mien models' lists them" };
    private readonly Option<int?> _input = new("--input") { Description = "Width and height of the picture; default the size that it was made for", HelpName = "px" };
    private readonly Option<int?> _classes = new("--classes") { Description = "Number of classes; default that of the original", HelpName = "n" };
    private readonly Option<int?> _channels = new("--channels") { Description = "1 for grey pictures, 3 for colour; default that of the original", HelpName = "n" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_input);
        command.Add(_classes);
        command.Add(_channels);
    }

    /// <summary>The architecture and its options.</summary>
    /// <exception cref="ConfigException">There is no such net.</exception>
    public (ModelInfo Info, ModelOptions Options) Read(ParseResult parsed)
    {
        var info = ModelRegistry.Find(parsed.GetValue(_name)!);
        var usual = info.DefaultOptions;
        return (info, usual with
        {
            ClassCount = parsed.GetValue(_classes) ?? usual.ClassCount,
            InputChannels = parsed.GetValue(_channels) ?? usual.InputChannels,
            InputPx = parsed.GetValue(_input) ?? usual.InputPx,
        });
    }
}
