using System.CommandLine;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>The options by which faces are looked for.</summary>
internal sealed class FaceArguments
{
    private static readonly FaceSearch Defaults = new();

    private readonly Option<bool> _noDetect = new("--no-detect") { Description = "Take every picture as one face, for pictures that are cut out already" };

    private readonly Option<double?> _margin = new("--margin")
    {
        Description = "What is added around a face on every side, as a fraction of its size; default that of the model, 0.2 where it does not say",
        HelpName = "fraction",
    };

    private readonly Option<bool> _align = new("--align") { Description = "Turn every face so that its eyes are level, where they are found" };

    private readonly Option<string?> _detector = new("--detector") { Description = "Find faces with a YuNet in place of OpenCV's cascade", HelpName = "yunet.onnx" };

    private readonly Option<double> _minFace = new("--min-face")
    {
        Description = "Smallest face that the cascade looks for, as a fraction of the shorter side of the picture; smaller takes longer",
        HelpName = "fraction",
        DefaultValueFactory = _ => Defaults.MinFaceFraction,
    };

    public void AddTo(Command command)
    {
        Option[] search = [_detector, _margin, _align, _minFace];
        command.Options.Add(_noDetect);
        foreach (var option in search)
        {
            command.Options.Add(option);
        }

        command.Check(result =>
        {
            if (result.GetValue(_noDetect) && search.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } lone)
            {
                result.AddError($"{lone.Name} belongs to looking for faces, which --no-detect turns off.");
            }

            if (result.GetValue(_detector) is not null && result.GetResult(_minFace) is { Implicit: false })
            {
                result.AddError("--min-face belongs to the cascade; a YuNet given by --detector finds faces of every size that its input shows.");
            }
        });
    }

    /// <summary>How faces are looked for; null for not at all.</summary>
    /// <exception cref="ConfigException">A number is out of range.</exception>
    public FaceSearch? Search(ParseResult result) => result.GetValue(_noDetect)
        ? null
        : new() { DetectorFile = result.GetValue(_detector), MarginFraction = result.GetValue(_margin), Align = result.GetValue(_align), MinFaceFraction = result.GetValue(_minFace) };
}
