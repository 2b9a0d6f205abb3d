using System.CommandLine;
using Mien.Core;
using Mien.Data.Synthetic;

namespace Mien.Cli.Commands;

/// <summary><c>mien data synth</c>: a dataset of generated faces.</summary>
internal static class DataSynthCommand
{
    public static Command Create()
    {
        var defaults = new SyntheticOptions();
        var folder = new Argument<string>("OUT") { Description = "Folder to write to; absent or empty" };
        var count = Number("--count", "Pictures in all", defaults.Count);
        var size = Number("--size", "Width and height in pixels", defaults.SizePx, "px");
        var classes = Number("--classes", "8 expressions, or 7 without contempt", defaults.ClassCount);
        var seed = new Option<ulong>("--seed") { Description = "Equal seeds give equal pictures", HelpName = "n", DefaultValueFactory = _ => defaults.Seed };
        var test = new Option<double>("--test") { Description = "Fraction of the people whose pictures go to test/ instead of train/", HelpName = "fraction" };
        var perPerson = Number("--per-identity", "Pictures of each person", defaults.PicturesPerIdentity);
        var firstIdentity = Number("--first-identity", "Number of the first person; datasets of one seed with other people share nothing", defaults.FirstIdentity);
        var grey = new Option<bool>("--grey") { Description = "One grey channel in place of colour" };
        var command = new ExampleCommand(
            "synth",
            "Draw faces of made-up people with known expression, valence and arousal: OUT/train/<class>/NNNNNN.png and OUT/annotations.csv.",
            "mien data synth faces --count 2000 --size 96 --classes 8 --seed 1",
            "mien data synth faces --count 3000 --size 64 --test 0.2    # a fifth of the people in test/") { folder };
        foreach (var option in new Option[] { count, size, classes, seed, test, perPerson, firstIdentity, grey })
        {
            command.Options.Add(option);
        }

        command.SetAction(result => Run(result, result.GetValue(folder)!, new()
        {
            Count = result.GetValue(count),
            SizePx = result.GetValue(size),
            ClassCount = result.GetValue(classes),
            Seed = result.GetValue(seed),
            TestFraction = result.GetValue(test),
            PicturesPerIdentity = result.GetValue(perPerson),
            FirstIdentity = result.GetValue(firstIdentity),
            Grey = result.GetValue(grey),
        }));
        return command;
    }

    private static int Run(ParseResult parsed, string folder, SyntheticOptions options)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        using (var line = ProgressLine.For(error))
        using (var stop = new StopSignal(() => line.WriteLine("Stopping; what was drawn so far is removed.")))
        {
            SyntheticFaces.WriteDataset(folder, options, line.Counter("drawing", options.Count, "pictures"), stop.Token);
        }

        var test = options.TestIdentityCount > 0 ? $", {options.TestIdentityCount} of them in test/" : "";
        output.WriteLine($"Drew {Counted.Of(options.Count, "picture")} of {Counted.Of(options.IdentityCount, "person", "people")}{test} in {folder}; annotations.csv names label, valence, arousal and person of each.");
        output.WriteLine($"Next, train on them: mien train recipes/faces-resnet18.yml --set data.path={folder} --set model.input={options.SizePx}");
        return 0;
    }

    private static Option<int> Number(string name, string description, int value, string unit = "n") =>
        new(name) { Description = description, HelpName = unit, DefaultValueFactory = _ => value };
}
