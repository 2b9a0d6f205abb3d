using Mien.Core;
using Mien.Data;
using Mien.Data.Importing;
using Mien.Data.Tables;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>The pictures of a recipe, divided.</summary>
/// <param name="Train">Training pictures.</param>
/// <param name="Validation">Validation pictures, numbered by the same labels.</param>
/// <param name="Fingerprint">Changes with names, classes and sizes of the files.</param>
internal sealed record ExperimentData(FaceDataset Train, FaceDataset Validation, string Fingerprint)
{
    /// <summary>Whether nobody is in both.</summary>
    public bool KeepsPeopleApart { get; private init; }

    /// <summary>Reads the folders that the recipe names.</summary>
    /// <exception cref="ConfigException">A folder is a collection that has to be imported first, or people shall be kept apart and are not known.</exception>
    /// <exception cref="MienException">A folder is missing or empty, or the data is not that of the recipe's fingerprint.</exception>
    public static ExperimentData Load(Recipe recipe)
    {
        var hasAffect = NetworkOptions.HasAffect(recipe.Model.Name, recipe.Model.Head);
        var all = Read(recipe.Data.Path, recipe, hasAffect);
        var data = recipe.Data is { Folds: null, Validation.Folder: { } folder } ? WithFolder(all, Read(folder, recipe, hasAffect)) : Divide(all, recipe);
        data = recipe.Data.Limit < 1 ? data with { Train = StratifiedSplit.Subset(data.Train, recipe.Data.Limit, recipe.Seed) } : data;
        RequireEnough(data, recipe);
        return recipe.Data.Fingerprint is null || recipe.Data.Fingerprint == data.Fingerprint
            ? data
            : throw new MienException(
                $"The data is not what the recipe names: expected fingerprint {recipe.Data.Fingerprint} but {recipe.Data.Path} "
                + $"({data.Train.Samples.Length} + {data.Validation.Samples.Length} pictures) has {data.Fingerprint}. "
                + "A run goes on with the data it began with. Restore the data, or start a new run with it.");
    }

    // Annotations that are not learned from are left out, so that changing them does not change the data of a run.
    private static FaceDataset Read(string folder, Recipe recipe, bool hasAffect)
    {
        DatasetLayout.RequireReadable(folder);
        var pictures = FolderDataset.Read(folder);
        pictures = recipe.Data.Unlabelled.Count > 0 ? pictures.Unlabelled(recipe.Data.Unlabelled) : pictures;
        return hasAffect || recipe.Loss.SoftLabels ? DatasetAnnotations.Attach(pictures, hasAffect, recipe.Loss.SoftLabels) : pictures;
    }

    private static ExperimentData Divide(FaceDataset all, Recipe recipe)
    {
        var people = recipe.Data.Group is DataGrouping.None ? null : PersonSplit.People(all, recipe.Data.Path);
        if (recipe.Data.Group is DataGrouping.Identity && people is null)
        {
            throw new ConfigException($"Expected an annotations.csv in {recipe.Data.Path} that names the person of every picture (column identity), as data.group is identity; set it to none to divide pictures.");
        }

        var (train, validation) = (recipe.Data.Folds, people) switch
        {
            ({ } folds, _) => PersonSplit.Fold(all, people, folds, recipe.Data.Fold, recipe.Seed),
            (null, { } known) => PersonSplit.Split(all, known, recipe.Data.Validation.Fraction!.Value, recipe.Seed),
            _ => StratifiedSplit.Split(all, recipe.Data.Validation.Fraction!.Value, recipe.Seed),
        };
        return new(train, validation, all.Fingerprint) { KeepsPeopleApart = people is not null };
    }

    private static ExperimentData WithFolder(FaceDataset train, FaceDataset validation) =>
        new(train, validation.WithLabels(train.Labels), $"{train.Fingerprint}+{validation.Fingerprint}");

    private static void RequireEnough(ExperimentData data, Recipe recipe)
    {
        if (data.Train.Samples.Length < 2 || data.Validation.Samples.All(sample => sample.Label == Sample.NoLabel))
        {
            throw new MienException(
                $"Expected at least 2 training pictures and 1 with a class for validation but {recipe.Data.Path} gives {data.Train.Samples.Length} and {data.Validation.Samples.Length}.");
        }
    }
}
