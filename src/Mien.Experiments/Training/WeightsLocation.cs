using Mien.Core;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Finds the weights that a user names by a run or a file.</summary>
internal static class WeightsLocation
{
    /// <summary>The file of weights.</summary>
    /// <param name="runOrFile">A run's folder, or a file.</param>
    /// <exception cref="MienException">There is nothing to load.</exception>
    public static string Find(string runOrFile)
    {
        ArgumentException.ThrowIfNullOrEmpty(runOrFile);
        if (!Directory.Exists(runOrFile))
        {
            return File.Exists(runOrFile) ? runOrFile : throw new MienException($"Expected a run's folder or a file of weights but there is nothing at '{runOrFile}'.");
        }

        var folder = new RunFolder(runOrFile);
        return File.Exists(folder.Model)
            ? folder.Model
            : throw new MienException(folder.HasRun
                ? $"The run in {folder.Path} has no weights yet, as no epoch is finished. Continue it with: mien train --resume {runOrFile}"
                : $"Expected a run in {folder.Path} but there is no model.safetensors in it.");
    }

    /// <summary>Holds the labels of weights against those of the run that they are in.</summary>
    /// <exception cref="MienException">They differ.</exception>
    public static void RequireSameLabels(string runOrFile, LabelSet labels)
    {
        var folder = new RunFolder(runOrFile);
        if (File.Exists(folder.Labels) && LabelsFile.Read(folder.Labels) is { } written && !written.Equals(labels))
        {
            throw new MienException($"Expected one class order but {folder.Labels} says {written} and {folder.Model} says {labels}. One of the files is not of this run.");
        }
    }
}
