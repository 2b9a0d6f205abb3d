using System.CommandLine;
using System.Globalization;
using Mien.Core;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary>The options of 8 bits, and what is said about them.</summary>
internal sealed class QuantizationArguments
{
    private readonly Option<bool> _int8 = new("--int8") { Description = "Compute in 8 bits, for CPUs with VNNI; needs --calibrate" };

    private readonly Option<string?> _calibrate = new("--calibrate")
    {
        Description = "Pictures like those to come, from which the ranges of 8 bits are chosen; in class folders, accuracy is measured too", HelpName = "dir",
    };

    private readonly Option<string?> _ranges = new("--ranges") { Description = "How ranges are chosen: entropy, percentile or minmax; default: entropy", HelpName = "how" };

    private readonly Option<int?> _pictures = new("--pictures") { Description = "Pictures that ranges are chosen from; the others measure. Default: 256, at most half", HelpName = "n" };

    private readonly Option<string[]?> _keepFloat = new("--keep-float")
    {
        Description = "Layers that stay in float32: first, last, none, names, or patterns such as layer1.*; default: first last", HelpName = "layers", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Write a model of 8 bits that agrees too seldom with float32 all the same" };

    public void AddTo(Command command)
    {
        Option[] options = [_int8, _calibrate, _ranges, _pictures, _keepFloat, _force];
        Array.ForEach(options, command.Options.Add);
    }

    /// <exception cref="ConfigException">Some go only together.</exception>
    public Int8Options? Read(ParseResult result)
    {
        Option[] others = [_calibrate, _ranges, _pictures, _keepFloat, _force];
        if (!result.GetValue(_int8))
        {
            return others.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } lone
                ? throw new ConfigException($"Expected --int8 with {lone.Name}, which means nothing without it.")
                : null;
        }

        var defaults = new Int8Options { Folder = result.GetValue(_calibrate) ?? throw new ConfigException("Expected --calibrate DIR with --int8: pictures like those to come, from which the ranges of 8 bits are chosen.") };
        return defaults with
        {
            Ranges = result.GetValue(_ranges) ?? defaults.Ranges,
            PictureCount = result.GetValue(_pictures) ?? defaults.PictureCount,
            FloatLayers = result.GetValue(_keepFloat) is { Length: > 0 } layers ? [.. layers] : defaults.FloatLayers,
            Force = result.GetValue(_force),
        };
    }

    public static void Tell(TextWriter output, QuantizationResult result)
    {
        output.WriteLine(
            $"{Counted.Of(result.LayerCount, "layer")} in 8 bits, {result.FloatLayers.Length} in float32 ({(result.FloatLayers.IsEmpty ? "none" : string.Join(", ", result.FloatLayers))}); "
            + $"ranges by {result.Ranges} of {Counted.Of(result.RangePictures, "picture")}.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"On {Counted.Of(result.Predictions.Length, "other picture")} it predicts what float32 does for {result.AgreementFraction * 100:0.0} %."));
        if (result.Accuracy is { } accuracy && result.MacroF1 is { } f1)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Accuracy {accuracy.Float32:0.000} -> {accuracy.Int8:0.000}, macro F1 {f1.Float32:0.000} -> {f1.Int8:0.000}."));
        }
    }
}
