using System.CommandLine;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>The words and options of <c>mien explain</c>.</summary>
internal sealed class ExplainArguments
{
    private readonly Option<string> _method = new("--method") { Description = "grad-cam, occlusion or both", HelpName = "name", DefaultValueFactory = _ => "grad-cam" };

    private readonly Option<string?> _class = new("--class") { Description = "Class to explain; default: the predicted one, and valence and arousal where the model gives them", HelpName = "name" };

    private readonly Option<int?> _patch = new("--patch") { Description = "Side of the square of occlusion in pixels of the model's input; default: a sixth of it", HelpName = "px" };

    private readonly Option<int?> _stride = new("--stride") { Description = "How far the square moves; default: half its side", HelpName = "px" };

    private readonly Option<bool> _features = new("--features") { Description = "Also draw the first 16 maps of every layer, or of those in --layer" };

    private readonly Option<int> _threads = new("--threads") { Description = "Threads of the arithmetic; 0 is one per core", HelpName = "n" };

    private readonly Option<bool> _noCalibration = new("--no-calibration") { Description = "Give probabilities as the network does, without the temperature of 'mien calibrate'" };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object per face and line (NDJSON)" };

    private readonly FaceArguments _faces = new();

    public Argument<string> Run { get; } = new("RUN") { Description = "Folder or name of a run, or a model.safetensors" };

    public Argument<string[]> Inputs { get; } = new("INPUT") { Description = "Pictures, folders, patterns and archives, as for 'mien predict'", Arity = ArgumentArity.OneOrMore };

    public Option<string?> Out { get; } = new("--out") { Description = "Folder for the results, absent or empty; default: explain-<number> in the run's folder", HelpName = "folder" };

    public Option<string?> Layer { get; } = new("--layer") { Description = "Layer of Grad-CAM and --features; default: the last one with maps before pooling, and all", HelpName = "name" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Run);
        command.Arguments.Add(Inputs);
        foreach (var option in new Option[] { Out, _method, _class, Layer, _patch, _stride, _features })
        {
            command.Options.Add(option);
        }

        _faces.AddTo(command);
        foreach (var option in new Option[] { _threads, _noCalibration, _json })
        {
            command.Options.Add(option);
        }
    }

    public ExplainOptions Options(ParseResult result) => new()
    {
        Methods = ExplainOptions.ParseMethods(result.GetValue(_method)!),
        ClassName = result.GetValue(_class),
        Layer = result.GetValue(Layer),
        PatchPx = result.GetValue(_patch),
        StridePx = result.GetValue(_stride),
        Threads = result.GetValue(_threads),
        Calibrate = !result.GetValue(_noCalibration),
    };

    /// <summary>How faces are looked for; null for not at all.</summary>
    /// <exception cref="ConfigException">A number is out of range.</exception>
    public FaceSearch? Faces(ParseResult result) => _faces.Search(result);

    public bool IsJson(ParseResult result) => result.GetValue(_json);

    public bool WantsFeatures(ParseResult result) => result.GetValue(_features);
}
