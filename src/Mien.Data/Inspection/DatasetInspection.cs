using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Inspection;

namespace Mien.Data;

/// <summary>How a dataset is inspected.</summary>
public sealed record InspectionOptions
{
    /// <summary>In how many pictures faces are looked for, chosen at random; 0 for none. The default is 1000: the search costs more than all the rest.</summary>
    public int FaceSampleCount { get; init; } = 1000;

    /// <summary>Decides which pictures those are. The default is 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 for one per core. The result does not depend on them.</summary>
    public int Workers { get; init; }
}

/// <summary>A picture with known affect.</summary>
/// <param name="Label">Class index.</param>
/// <param name="Affect">Valence and arousal.</param>
public readonly record struct LabelledAffect(int Label, ValenceArousal Affect);

/// <summary>What was found out about a dataset: every picture by itself, and which are alike.</summary>
public sealed record DatasetInspection
{
    /// <summary>The folder.</summary>
    public required string Root { get; init; }

    /// <summary>The classes.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The splits, such as train and test; one empty name for a folder without splits.</summary>
    public required ImmutableArray<string> Splits { get; init; }

    /// <summary>All pictures, by split, class and path.</summary>
    public required ImmutableArray<PictureFacts> Pictures { get; init; }

    /// <summary>The pictures that are alike.</summary>
    public required ImmutableArray<DuplicateGroup> Groups { get; init; }

    /// <summary>Valence and arousal from annotations.csv; empty where there are none.</summary>
    public ImmutableArray<LabelledAffect> Affect { get; init; } = [];

    /// <summary>Files that were passed over because they are no pictures by name, or lie outside of all classes.</summary>
    public int IgnoredFileCount { get; init; }

    /// <summary>Why no faces were looked for although that was asked for; null if they were.</summary>
    public string? FaceProblem { get; init; }

    /// <summary>The split to train on: train, or all pictures of a folder without splits.</summary>
    public string TrainSplit => Splits.Contains("train") ? "train" : Splits[0];

    /// <summary>Number of pictures of each class in a split, by class index; unreadable ones included.</summary>
    public ImmutableArray<int> CountsOf(string split)
    {
        var counts = new int[Labels.Count];
        foreach (var picture in Pictures.Where(picture => picture.Split == split))
        {
            counts[picture.Label]++;
        }

        return [.. counts];
    }

    /// <summary>
    /// The weight of each class in the loss that balances the training split, n / (k n_c) as scikit-learn's <c>class_weight="balanced"</c>,
    /// with k classes that have pictures; null for a class without.
    /// </summary>
    public ImmutableArray<double?> BalancedWeights
    {
        get
        {
            var counts = CountsOf(TrainSplit);
            double product = counts.Count(count => count > 0);
            return [.. counts.Select(count => count > 0 ? counts.Sum() / (product * count) : (double?)null)];
        }
    }

    /// <summary>What is wrong with the dataset, worst first.</summary>
    public ImmutableArray<Risk> Risks => RiskAssessment.Assess(this);

    /// <summary>Inspects a folder of class folders, or one with splits; see <see cref="FolderDataset"/>. Pictures are decoded one per thread.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Is told how many of <see cref="CountPictures"/> are done.</param>
    /// <param name="cancellation">Ends the inspection.</param>
    /// <exception cref="MienException">The folder or annotations.csv cannot be read; a picture that cannot is no error but a finding.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for.</exception>
    public static DatasetInspection Run(
        string folder, InspectionOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        new DatasetInspector(folder, options ?? new()).Run(progress, cancellation);

    /// <summary>How many pictures an inspection will look at.</summary>
    /// <exception cref="MienException">The folder cannot be read.</exception>
    public static int CountPictures(string folder) => FolderDataset.ReadAll(folder).Sum(part => part.Dataset.Samples.Length);
}
