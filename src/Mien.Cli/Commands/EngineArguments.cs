using System.CommandLine;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>The run and the options that every command with a trained model takes.</summary>
internal sealed class EngineArguments
{
    private readonly Option<string> _engine = new("--engine")
    {
        Description = "auto, onnx or torch; auto is ONNX Runtime where it is installed, unless libtorch is faster for this network",
        HelpName = "name",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _device = new("--device") { Description = "cpu, cuda or cuda:1; default: a GPU where there is one", HelpName = "device" };

    private readonly Option<string> _precision = new("--precision")
    {
        Description = "auto, float32 or bfloat16; auto is bfloat16 for nets of plain convolutions and for mobile nets where the hardware is fast at it, whatever the number of pictures",
        HelpName = "type",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int> _threads = new("--threads") { Description = "Threads of the arithmetic; 0 is one per core", HelpName = "n" };

    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Most pictures that are computed together",
        HelpName = "n",
        DefaultValueFactory = _ => new PredictionOptions().BatchSize,
    };

    private readonly Option<bool> _noCalibration = new("--no-calibration") { Description = "Give probabilities as the network does, without the temperature of 'mien calibrate'" };

    private readonly Option<string> _augmentation = new("--tta")
    {
        Description = "Test-time augmentation: flip averages each picture with its mirror image, at twice the work; default: none",
        HelpName = "flip",
        DefaultValueFactory = _ => new EngineOptions().Augmentation,
    };

    public Argument<string> Run { get; } = new("RUN")
    {
        Description = "Folder or name of a run, a model.safetensors, or an .onnx file of 'mien export'; several with commas between are averaged",
    };

    /// <param name="command">Gets them.</param>
    /// <param name="withAnswers">Whether it also takes what changes the answers of the network.</param>
    public void AddTo(Command command, bool withAnswers = true)
    {
        command.Arguments.Insert(0, Run);
        foreach (var option in new Option[] { _engine, _device, _precision, _threads, _batch }.Concat(withAnswers ? [_augmentation, _noCalibration] : []))
        {
            command.Options.Add(option);
        }
    }

    public EngineOptions Engine(ParseResult result) => new()
    {
        Engine = result.GetValue(_engine)!,
        Precision = result.GetValue(_precision)!,
        Device = result.GetValue(_device),
        Threads = result.GetValue(_threads),
        Augmentation = result.GetValue(_augmentation) ?? new EngineOptions().Augmentation,
        Calibrate = !result.GetValue(_noCalibration),
    };

    public int Batch(ParseResult result) => result.GetValue(_batch);
}
