using System.CommandLine;
using System.Globalization;
using Mien.Core;
using Mien.Data;

namespace Mien.Cli.Commands;

/// <summary><c>mien data crop</c>: faces cut out of pictures.</summary>
internal static class DataCropCommand
{
    private const int NamedProblems = 5;

    public static Command Create()
    {
        var source = new Argument<string>("PATH") { Description = "Folder of pictures, in any layout" };
        var output = new Argument<string>("OUT") { Description = "Folder to write to; absent, empty, or begun by the same call" };
        var margin = new Option<double>("--margin") { Description = "What is added on every side, as a fraction of the face", HelpName = "fraction", DefaultValueFactory = _ => FaceCrop.DefaultMarginFraction };
        var size = new Option<int?>("--size") { Description = "Width and height of the crops; default as found", HelpName = "px" };
        var notSquare = new Option<bool>("--no-square") { Description = "The face and its margin as far as the picture reaches, instead of a square" };
        var align = new Option<bool>("--align") { Description = "Turn faces so that the eyes are level, where both are found" };
        var none = new Option<WithoutFace>("--none") { Description = "Pictures without a face", HelpName = "skip|keep" };
        var several = new Option<SeveralFaces>("--several") { Description = "Pictures with several faces", HelpName = "largest|all|skip" };
        var command = new ExampleCommand(
            "crop",
            "Cut the faces out of a folder of pictures into another one of the same layout. "
            + "By default a crop is what 'mien predict' shows the model. OUT/crop.csv says what became of every picture; annotations.csv is taken over. "
            + "An interrupted call is gone on with by calling it again; a picture that cannot be read is reported and the exit code is then 1.",
            "mien data crop photos faces --size 96", "mien data crop photos faces --align --none keep --several all") { source, output, margin, size, notSquare, align, none, several };
        command.SetAction(result => Run(result, result.GetValue(source)!, result.GetValue(output)!, new()
        {
            MarginFraction = result.GetValue(margin),
            SizePx = result.GetValue(size),
            Square = !result.GetValue(notSquare),
            Align = result.GetValue(align),
            None = result.GetValue(none),
            Several = result.GetValue(several),
        }));
        return command;
    }

    private static int Run(ParseResult parsed, string source, string folder, CropOptions options)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        CropSummary summary;
        using (var line = ProgressLine.For(error))
        using (var stop = new StopSignal(() => line.WriteLine("Stopping; the same call goes on from here.")))
        {
            summary = CropFolder.Run(source, folder, options, line.Counter("cropping", CropFolder.CountPictures(source), "pictures"), stop.Token);
        }

        var unreadable = summary.Results.Where(result => result.Status == CropStatus.Unreadable).ToArray();
        foreach (var result in unreadable.Take(NamedProblems))
        {
            ErrorLine.Write(error, $"{result.Source}: {result.Problem}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Wrote {Counted.Of(summary.FileCount, "picture")} to {folder}: of {summary.Results.Length} were {summary.Count(CropStatus.Cropped)} cropped, {summary.Count(CropStatus.Kept)} kept whole, {summary.Count(CropStatus.Skipped)} left out, and {unreadable.Length} could not be read; crop.csv has each."));
        output.WriteLine($"Next: mien data stats {folder}");
        return unreadable.Length == 0 ? 0 : CommandLine.Failure;
    }
}
