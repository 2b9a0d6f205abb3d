using System.Collections.Immutable;
using System.Globalization;
using Mien.Core;
using Mien.Data;
using Mien.Imaging;
using Mien.Reports;

namespace Mien.Experiments;

/// <summary>What a preview of augmentation shows.</summary>
public sealed record PreviewOptions
{
    /// <summary>How many pictures, one to a row, in [1, 100]; the default is 6. Of more in a folder, some are chosen by <see cref="Seed"/>.</summary>
    public int PictureCount { get; init; } = 6;

    /// <summary>How many augmented samples of each, in [1, 30]; the default is 6.</summary>
    public int SampleCount { get; init; } = 6;

    /// <summary>Side in pixels at which pictures are shown, in [48, 512]; the default is 180, into which the longest names of transforms fit.</summary>
    public int PicturePx { get; init; } = 180;

    /// <summary>Decides everything that is random. The default is 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <exception cref="ConfigException">A number is out of range.</exception>
    internal PreviewOptions Checked() =>
        PictureCount is < 1 or > 100 ? throw new ConfigException($"Expected 1 to 100 pictures but got {PictureCount}.")
        : SampleCount is < 1 or > 30 ? throw new ConfigException($"Expected 1 to 30 samples of a picture but got {SampleCount}.")
        : PicturePx is < 48 or > 512 ? throw new ConfigException($"Expected pictures of 48 to 512 pixels but got {PicturePx}.")
        : this;
}

/// <summary>Shows what a pipeline does: a row for each picture, the picture itself and samples of what training would see.</summary>
public static class AugmentationPreview
{
    private const long MaxPixels = 200_000_000; // 600 MB, and as much again while it is put together

    /// <summary>Draws the preview. Equal arguments give equal pictures.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="path">A picture, or a folder that is searched for pictures.</param>
    /// <param name="options">What to show; null for the defaults.</param>
    /// <exception cref="MienException">There is no picture, or one cannot be read.</exception>
    /// <exception cref="ConfigException">An option is out of range, or the preview would have more than 200 million pixels.</exception>
    public static Image Draw(TransformPipeline pipeline, string path, PreviewOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        options = (options ?? new()).Checked();
        var files = Choose(path, options);
        var pixels = (long)files.Length * (options.SampleCount + 1) * options.PicturePx * options.PicturePx;
        if (pixels > MaxPixels)
        {
            throw new ConfigException(string.Create(
                CultureInfo.InvariantCulture,
                $"Expected a preview of at most {MaxPixels:N0} pixels but {files.Length} pictures with {options.SampleCount} samples of {options.PicturePx} pixels have {pixels:N0}. Show fewer, or smaller ones."));
        }

        return ContactSheet.Draw([.. files.SelectMany((file, row) => Row(pipeline, file, row, options))], new() { Columns = options.SampleCount + 1, PicturePx = options.PicturePx });
    }

    /// <summary>Draws the preview into a file, whose extension chooses the format.</summary>
    /// <exception cref="MienException">As for <see cref="Draw"/>, or the file cannot be written.</exception>
    public static void Write(TransformPipeline pipeline, string path, string output, PreviewOptions? options = null) =>
        ImageCodec.Write(Draw(pipeline, path, options), output);

    private static ImmutableArray<string> Choose(string path, PreviewOptions options)
    {
        var found = PicturePaths.Expand([path]).ToArray();
        if (found.FirstOrDefault(picture => picture.Problem is not null) is { Problem: { } problem } wrong)
        {
            throw new MienException($"{wrong.File}: {problem.Text}.");
        }

        var indices = Enumerable.Range(0, found.Length).ToArray();
        new RandomStream(options.Seed, "preview pictures").Shuffle<int>(indices);
        return [.. indices.Take(options.PictureCount).Order().Select(index => found[index].File)];
    }

    private static IEnumerable<ContactSheetCell> Row(TransformPipeline pipeline, string file, int row, PreviewOptions options)
    {
        var original = ImageCodec.Read(file);
        yield return Cell(original, Path.GetFileNameWithoutExtension(file), options);
        for (var sample = 0; sample < options.SampleCount; sample++)
        {
            List<AppliedTransform> applied = [];
            var random = new RandomStream(options.Seed, "preview", epoch: sample, index: row);
            var augmented = pipeline.Apply(original, ref random, new TransformContext { Applied = applied });
            yield return Cell(augmented, applied.Count == 0 ? "unchanged" : string.Join('\n', applied.Select(step => Caption(step, options))), options);
        }
    }

    // Shrunk at once, so that memory is bounded by the sheet.
    private static ContactSheetCell Cell(Image picture, string caption, PreviewOptions options)
    {
        var longer = Math.Max(picture.Width, picture.Height);
        var scale = (double)options.PicturePx / longer;
        return new(longer > options.PicturePx
            ? Geometry.Resize(picture, Math.Max(1, (int)(picture.Width * scale)), Math.Max(1, (int)(picture.Height * scale)), Interpolation.Area)
            : picture.Clone(), caption);
    }

    // The name, and what was drawn as far as it fits below the picture; the sheet cuts what is longer still.
    private static string Caption(AppliedTransform step, PreviewOptions options)
    {
        const double characterPx = 7.4; // mean of the font at the size of captions
        var caption = step.Name;
        foreach (var value in DrawnNumbers(step.Parameters))
        {
            var longer = $"{caption} {value}";
            if (longer.Length * characterPx > options.PicturePx)
            {
                break;
            }

            caption = longer;
        }

        return caption;
    }

    private static IEnumerable<string> DrawnNumbers(object? parameters) =>
        (parameters?.GetType().GetProperties() ?? []).Where(property => property.GetIndexParameters().Length == 0).Select(property => property.GetValue(parameters)).SelectMany(value => value switch
        {
            double or float => [string.Create(CultureInfo.InvariantCulture, $"{value:0.##}")],
            int or long => [string.Create(CultureInfo.InvariantCulture, $"{value}")],
            _ => Array.Empty<string>(),
        });
}
