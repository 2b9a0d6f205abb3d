using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data;

/// <summary>One labelled picture of a dataset.</summary>
/// <param name="Path">Path relative to the root of its dataset, with '/' between folders.</param>
/// <param name="Label">Class index into the labels of its dataset, or <see cref="NoLabel"/>.</param>
/// <param name="SizeBytes">Size of the file when the folder was read; part of the fingerprint.</param>
public sealed record Sample(string Path, int Label, long SizeBytes = 0)
{
    /// <summary>The label of a picture whose class is not known.</summary>
    public const int NoLabel = -1;

    /// <summary>Valence in [-1, 1]; null where it is unknown or was not read.</summary>
    public float? Valence { get; init; }

    /// <summary>Arousal in [-1, 1]; null where it is unknown or was not read.</summary>
    public float? Arousal { get; init; }

    /// <summary>Fraction of the votes for each class, adding up to 1; empty where nobody voted or they were not read.</summary>
    public ImmutableArray<float> Votes { get; init; } = [];
}

/// <summary>Labelled face pictures in a folder: which files there are and what they show. The pictures stay on disk.</summary>
public sealed record FaceDataset
{
    /// <summary>The folder that the paths of the samples start from.</summary>
    public required string Root { get; init; }

    /// <summary>The classes in the order of the label indices; a class may have no samples.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The samples. <see cref="FolderDataset"/> sorts them by label, then by path (ordinal).</summary>
    public required ImmutableArray<Sample> Samples { get; init; }

    /// <summary>Files that were passed over because their extension is not one of a picture, or because they lie outside of all classes.</summary>
    public int IgnoredFileCount { get; init; }

    /// <summary>
    /// SHA-256 in lower-case hexadecimal over label names, relative paths, labels and file sizes. Equal for equal sets
    /// wherever they lie; it does not look into the files. Computed at each call.
    /// </summary>
    public string Fingerprint => DatasetFingerprint.Compute(this);

    /// <summary>Whether any sample has valence or arousal.</summary>
    public bool HasAffect => Samples.Any(sample => sample.Valence is not null || sample.Arousal is not null);

    /// <summary>Whether any sample has votes.</summary>
    public bool HasVotes => Samples.Any(sample => !sample.Votes.IsEmpty);

    /// <summary>Number of samples of each class, by label index; those without a label do not count.</summary>
    public ImmutableArray<int> ClassCounts
    {
        get
        {
            var counts = new int[Labels.Count];
            foreach (var sample in Samples.Where(sample => sample.Label != Sample.NoLabel))
            {
                counts[sample.Label]++;
            }

            return [.. counts];
        }
    }

    /// <summary>The file of a sample.</summary>
    public string PathOf(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Path.Combine(Root, sample.Path);
    }

    /// <summary>The same pictures, of which those of some classes are of no class: <see cref="Sample.NoLabel"/>. The others are numbered anew, in order.</summary>
    /// <param name="classes">Names such as "uncertain"; each a class here, and not all of them.</param>
    /// <exception cref="ConfigException">A name is no class, or no class is left.</exception>
    public FaceDataset Unlabelled(IReadOnlyCollection<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var unknown = classes.Where(name => Labels.IndexOf(name) < 0).ToArray();
        string[] left = [.. Labels.Names.Except(classes)];
        if (unknown.Length > 0 || left.Length == 0)
        {
            throw new ConfigException($"'data.unlabelled': expected some of the class folders of {Root} ({Labels}) but got {string.Join(", ", classes)}{NearMiss.Hint(unknown.FirstOrDefault() ?? "", Labels.Names)}");
        }

        var labels = new LabelSet(left);
        return this with { Labels = labels, Samples = [.. Samples.Select(sample => sample with { Label = labels.IndexOf(Labels[sample.Label]) })] };
    }

    /// <summary>The same pictures numbered by another class order, for example that of a trained model.</summary>
    /// <param name="labels">Must hold every class that has pictures here; classes are matched by name.</param>
    /// <exception cref="MienException">A class with pictures is missing from <paramref name="labels"/>.</exception>
    public FaceDataset WithLabels(LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var counts = ClassCounts;
        var newIndices = Labels.Names.Select(labels.IndexOf).ToArray();
        var missing = Labels.Names.Where((_, index) => counts[index] > 0 && newIndices[index] < 0).ToArray();
        return missing.Length == 0
            ? this with { Labels = labels, Samples = [.. Samples.Select(sample => sample with { Label = sample.Label == Sample.NoLabel ? Sample.NoLabel : newIndices[sample.Label] })] }
            : throw new MienException(
                $"Expected only pictures of the classes {labels} but {Root} also has pictures of {string.Join(", ", missing)}. "
                + "Rename or remove these folders, or use a model that knows them.");
    }
}
