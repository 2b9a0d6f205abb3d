using System.Collections.Immutable;
using Mien.Core;
using Mien.Data;
using Mien.Data.Importing;

namespace Mien.Experiments;

/// <summary>The labelled pictures that a model is measured on.</summary>
/// <param name="Dataset">The pictures, numbered by their own folders' order.</param>
/// <param name="Split">Name of the split in the standard layout; null for a plain folder of class folders.</param>
public sealed record EvaluationSet(FaceDataset Dataset, string? Split)
{
    /// <summary>Columns of annotations.csv that results carry along, for <see cref="Subgroups"/>; default none.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Draws behind the intervals of results; default 1000, 0 for no intervals.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Reads a folder of class folders, or a split of a folder in the standard layout.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="split">The split; null takes <c>test</c> where there is one, else <c>train</c>, else the first there is.</param>
    /// <exception cref="ConfigException">The folder is a collection that has to be imported first.</exception>
    /// <exception cref="MienException">There is no such folder or split, or there are no pictures in it.</exception>
    public static EvaluationSet Read(string folder, string? split = null)
    {
        DatasetLayout.RequireReadable(folder);
        var splits = FolderDataset.Splits(folder);
        var chosen = split ?? (splits.Contains("test") ? "test" : splits.Contains("train") ? "train" : splits.FirstOrDefault());
        return new EvaluationSet(FolderDataset.Read(folder, chosen), chosen);
    }

    /// <summary>
    /// The pictures numbered by a model's classes. Classes are matched by name, so the order of folders cannot be mistaken for that of
    /// the outputs; other names of the same expression (angry for anger) count; classes of the model without pictures are fine.
    /// </summary>
    /// <exception cref="ConfigException">There is a class folder, empty or not, that the model does not know.</exception>
    public FaceDataset ForModel(LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var named = Dataset with { Labels = new LabelSet(Dataset.Labels.Names.Select(name => NameIn(labels, name))) };
        var unknown = named.Labels.Names.Where(name => labels.IndexOf(name) < 0).ToArray();
        return unknown.Length == 0
            ? named.WithLabels(labels)
            : throw new ConfigException(
                $"Expected only classes that the model knows ({labels}) but {Dataset.Root} has {Dataset.Labels}. "
                + $"Rename or remove {string.Join(", ", unknown.Select(name => $"'{name}'"))}, or evaluate a model trained on these classes.");
    }

    /// <summary>The model's name of a class where it has another for the same expression, such as happy for Happiness, and the folders do not have both.</summary>
    private string NameIn(LabelSet labels, string name)
    {
        if (labels.IndexOf(name) >= 0 || ExpressionNames.Parse(name) is not { } expression)
        {
            return name;
        }

        return labels.Names.Where(label => ExpressionNames.Parse(label) == expression).ToArray() is [var only] && Dataset.Labels.Names.Count(other => ExpressionNames.Parse(other) == expression) == 1
            ? only
            : name;
    }
}
