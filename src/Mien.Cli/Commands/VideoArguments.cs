using System.CommandLine;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>The options for videos and for drawing.</summary>
internal sealed class VideoArguments
{
    private static readonly TrackingOptions Defaults = new();

    private readonly Option<int> _every = new("--every") { Description = "Of a video, look at every so manieth frame", HelpName = "n", DefaultValueFactory = _ => 1 };

    private readonly Option<double?> _rate = new("--fps") { Description = "Of a video, look at no more frames a second than this", HelpName = "frames" };

    private readonly Option<double> _smooth = new("--smooth")
    {
        Description = "Time constant in seconds over which what is said of a person in a video is smoothed; 0 for not at all",
        HelpName = "seconds",
        DefaultValueFactory = _ => Defaults.SmoothSeconds,
    };

    private readonly Option<string?> _draw = new("--draw") { Description = "Write annotated copies of pictures and videos into this new folder, or of one video into this .mp4 or .avi file", HelpName = "out" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _every, _rate, _smooth, _draw })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Which frames.</summary>
    /// <exception cref="ConfigException">A number is out of range.</exception>
    public FrameSelection Frames(ParseResult result) => new() { Every = result.GetValue(_every), PerSecond = result.GetValue(_rate) };

    /// <summary>How faces are followed.</summary>
    /// <exception cref="ConfigException">A number is out of range.</exception>
    public TrackingOptions Tracking(ParseResult result) => new() { SmoothSeconds = result.GetValue(_smooth) };

    /// <summary>What writes annotated copies; null for none.</summary>
    /// <exception cref="ConfigException">The place is taken, or is a single video and the inputs are not.</exception>
    public AnnotatedCopies? Copies(ParseResult result, IReadOnlyList<string> inputs)
    {
        if (result.GetValue(_draw) is not { Length: > 0 } output)
        {
            return null;
        }

        var copies = new AnnotatedCopies(output);
        return copies.IsVideo && !(inputs is [var only] && Inputs.IsVideo(only))
            ? throw new ConfigException($"Expected a single video for '--draw {output}' but got {string.Join(" ", inputs)}. Name a folder, which takes any number of pictures and videos.")
            : copies;
    }
}
