using System.Collections.Immutable;
using Mien.Core;
using Mien.Data;
using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Pictures to choose ranges from, and others to measure with.</summary>
internal sealed record Int8Pictures
{
    // Enough for a tenth of a percent; more would only take longer.
    private const int MostMeasured = 2000;

    /// <summary>To choose ranges from.</summary>
    public required ImmutableArray<string> ForRanges { get; init; }

    /// <summary>To measure with, and their labels by the model's numbers; -1 where they have none.</summary>
    public required ImmutableArray<(string Path, int Label)> ToMeasure { get; init; }

    /// <summary>Whether the pictures have labels.</summary>
    public bool HasLabels => ToMeasure[0].Label >= 0;

    /// <summary>Reads a folder and deals its pictures, the same ones every time.</summary>
    /// <param name="options">The folder, and how many pictures are for ranges.</param>
    /// <param name="labels">The model's classes.</param>
    /// <exception cref="ConfigException">The folder has classes that the model does not know.</exception>
    /// <exception cref="MienException">There is no such folder, or no picture in it.</exception>
    public static Int8Pictures Read(Int8Options options, LabelSet labels)
    {
        (string Path, int Label)[] pictures = [.. HasFolders(options.Folder) ? Labelled(options.Folder, labels) : Plain(options.Folder)];
        if (pictures.Length == 0)
        {
            throw new MienException($"Expected pictures to choose ranges from in {options.Folder} but found none.");
        }

        new RandomStream(1, "pictures to choose ranges from").Shuffle(pictures.AsSpan());
        var count = Math.Min(options.PictureCount, (pictures.Length + 1) / 2);
        var rest = pictures.Length > count ? pictures[count..] : pictures;
        return new() { ForRanges = [.. pictures[..count].Select(picture => picture.Path)], ToMeasure = [.. rest.Take(MostMeasured)] };
    }

    private static bool HasFolders(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).Any(path => !Path.GetFileName(path).StartsWith('.'))
        : throw new MienException($"Expected a folder of pictures to choose ranges from but there is no '{folder}'.");

    private static IEnumerable<(string Path, int Label)> Labelled(string folder, LabelSet labels)
    {
        var data = EvaluationSet.Read(folder).ForModel(labels);
        return data.Samples.Select(sample => (data.PathOf(sample), sample.Label));
    }

    private static IEnumerable<(string Path, int Label)> Plain(string folder) =>
        Directory.EnumerateFiles(folder).Where(ImageCodec.HasImageExtension).Order(StringComparer.Ordinal).Select(path => (path, Sample.NoLabel));
}
