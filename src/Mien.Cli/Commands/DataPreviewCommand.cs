using System.CommandLine;
using System.Globalization;
using Mien.Core;
using Mien.Data;
using Mien.Experiments;

namespace Mien.Cli.Commands;

/// <summary><c>mien data preview</c>: what a pipeline of transforms does to pictures.</summary>
internal static class DataPreviewCommand
{
    private const string BuiltIn = "augment-default";

    public static Command Create()
    {
        var defaults = new PreviewOptions();
        var pipeline = new Argument<string>("PIPELINE") { Description = $"A pipeline file, YAML or JSON; or {BuiltIn}, which mien data split uses unless told otherwise" };
        var path = new Argument<string>("PATH") { Description = "A picture, or a folder that is searched for pictures" };
        var output = new Option<string?>("--out") { Description = "The picture to write, which must not exist; default preview.png, or the next free number behind it", HelpName = "png" };
        var pictures = Number("--pictures", "How many pictures, one to a row", defaults.PictureCount);
        var samples = Number("--samples", "How many augmented samples of each", defaults.SampleCount);
        var size = Number("--size", "Side at which pictures are shown, in pixels", defaults.PicturePx);
        var seed = new Option<ulong>("--seed") { Description = "Decides everything that is random", HelpName = "n", DefaultValueFactory = _ => defaults.Seed };
        var command = new ExampleCommand(
            "preview",
            "Draw what a pipeline does: a row for each picture, the picture itself and samples of what training would see, with what was applied. Equal seeds give equal previews.",
            "mien data preview augment-default faces", "mien data preview pipeline.yml face.jpg --samples 11 --seed 3 --out samples.png") { pipeline, path, output, pictures, samples, size, seed };
        command.SetAction(result =>
        {
            var target = result.GetValue(output) ?? FreeName();
            if (Path.Exists(target))
            {
                throw new ConfigException($"'{target}' is there already, and nothing is ever written over; name another file.");
            }

            var options = new PreviewOptions { PictureCount = result.GetValue(pictures), SampleCount = result.GetValue(samples), PicturePx = result.GetValue(size), Seed = result.GetValue(seed) };
            var transforms = Find(result.GetValue(pipeline)!);
            PipelineWarnings.Write(transforms, result.InvocationConfiguration.Error);
            AugmentationPreview.Write(transforms, result.GetValue(path)!, target, options);
            result.InvocationConfiguration.Output.WriteLine($"Drew {target}: rows are pictures, first as they are, then augmented. Another draw: --seed {options.Seed + 1}");
            return 0;
        });
        return command;
    }

    /// <summary>The file, or the built-in pipeline where there is no file of its name.</summary>
    private static TransformPipeline Find(string pipeline) =>
        pipeline == BuiltIn && !File.Exists(pipeline) ? TransformPipeline.Default : TransformPipeline.Read(pipeline).ForPictures();

    private static string FreeName() => Enumerable.Range(1, int.MaxValue)
        .Select(number => number == 1 ? "preview.png" : string.Create(CultureInfo.InvariantCulture, $"preview-{number}.png")).First(path => !Path.Exists(path));

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => value };
}
