using Mien.Core;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>The pictures that runs held out for validation, found again by their recipes.</summary>
public static class HeldOutPictures
{
    /// <summary>Name of their split.</summary>
    public const string Split = "validation";

    /// <summary>Exactly those that a run held out, and the fingerprint of the data that they are of.</summary>
    /// <param name="run">The folder of the run, or the weights in it.</param>
    /// <exception cref="ConfigException">There is no recipe.</exception>
    /// <exception cref="MienException">The data is no longer that of the run.</exception>
    public static (EvaluationSet Set, string Fingerprint) Of(string run)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        var folder = new RunFolder(FolderOf(run));
        if (!folder.HasRun)
        {
            throw new ConfigException($"Expected the folder of a run, whose recipe says which pictures it held out for validation, but there is no recipe.yml in {folder.Path}. Name a folder of pictures that training never saw, behind it.");
        }

        var data = ExperimentData.Load(Experiment.ReadRecipe(folder.Recipe));
        return (new(data.Validation, Split), data.Fingerprint);
    }

    /// <summary>Those of one run or of several, which must be the same: what one held out another may have learnt from.</summary>
    /// <param name="source">As of <see cref="EngineOptions.Load"/>.</param>
    /// <exception cref="ConfigException">There is no recipe, or they held out different pictures.</exception>
    /// <exception cref="MienException">The data is no longer that of a run.</exception>
    public static EvaluationSet OfAll(string source)
    {
        EvaluationSet[] sets = [.. ModelSource.Split(source).Select(name => Of(ModelSource.Resolve(name)).Set)];
        return sets.All(other => IsSame(other, sets[0]))
            ? sets[0]
            : throw new ConfigException($"Expected runs that held out the same pictures but those of {source} differ: what one held out another may have learnt from. Name a folder of pictures that none of them saw, behind them.");
    }

    /// <summary>Whether one of the runs was trained on the very folder that the pictures lie in, so that it may have learnt most of them by heart.</summary>
    /// <param name="source">As of <see cref="EngineOptions.Load"/>.</param>
    /// <param name="set">Pictures of a folder that the user named.</param>
    public static bool MayHaveLearnt(string source, EvaluationSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return ModelSource.Split(source).Select(name => new RunFolder(FolderOf(ModelSource.Resolve(name)))).Where(run => run.HasRun).Any(run => TrainedOn(run, set.Dataset.Root));
    }

    private static bool TrainedOn(RunFolder run, string root)
    {
        try
        {
            var data = Path.GetFullPath(Experiment.ReadRecipe(run.Recipe).Data.Path);
            return Path.GetFullPath(root) is var full && (full == data || full == Path.Combine(data, "train"));
        }
        catch (ConfigException)
        {
            return false; // a recipe of another version, which is no reason not to measure
        }
    }

    private static string FolderOf(string run) => File.Exists(run) ? Path.GetDirectoryName(Path.GetFullPath(run))! : run;

    private static bool IsSame(EvaluationSet one, EvaluationSet other) => one.Dataset.Root == other.Dataset.Root
        && one.Dataset.Samples.Select(sample => sample.Path).SequenceEqual(other.Dataset.Samples.Select(sample => sample.Path));
}
