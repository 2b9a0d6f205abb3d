using Mien.Models;
using Mien.Models.Weights;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>The weights that a recipe starts from.</summary>
internal static class PretrainedWeights
{
    /// <summary>Fills in what the file says of itself, or makes sure that it is the file that the recipe means.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is another one.</exception>
    public static StartingWeights Resolve(StartingWeights weights)
    {
        using var file = Open(weights.File);
        var hash = file.Sha256();
        if (weights.Sha256 is { } expected && expected != hash)
        {
            throw new CheckpointException($"Expected the weights '{weights.File}' with SHA-256 {expected} but they have {hash}; it is another file or was changed.");
        }

        return weights.Sha256 is not null ? weights : weights with
        {
            Sha256 = hash,
            Labels = weights.Labels.IsEmpty ? file.Labels : weights.Labels,
            Licence = weights.Licence ?? file.Licence,
        };
    }

    /// <summary>What is written into files of trained weights: no folders of this machine.</summary>
    public static StartingWeights? Record(StartingWeights? weights) => weights is null ? null : weights with { File = Path.GetFileName(weights.File) };

    /// <summary>Copies the weights into a network; see <see cref="TrainingSession.LoadWeights"/>.</summary>
    public static IReadOnlyList<string> Load(Recipe recipe, Module model, ModelInfo info, ModelOptions options)
    {
        using var file = Open(recipe.Model.Weights!.File);
        try
        {
            var remarks = file.CopyTo(model, info, options, new() { ReplacesHead = recipe.Model.ReplacesHead, Seed = recipe.Seed });
            var scaling = recipe.Normalize.Scaling.Name;
            return (file.ScalingName ?? PublishedInput.Of(info)?.Scaling.Name) is { } usual && usual != scaling
                ? [.. remarks, $"Weights of {info.Name} were trained on pictures scaled as '{usual}', but the recipe says '{(scaling.Length > 0 ? scaling : "numbers of its own")}'; if these are of that kind, set 'normalize: {usual}'."]
                : remarks;
        }
        catch (CheckpointException e) when (e.Message.Contains(WeightsFile.HeadHint, StringComparison.Ordinal))
        {
            throw new CheckpointException(e.Message + " In a recipe that is 'model.replace_head: true'.", e);
        }
    }

    private static WeightsFile Open(string path)
    {
        // A run's folder stands for its best weights, as for prediction.
        var folder = new RunFolder(path);
        return WeightsFile.Open(Directory.Exists(path) && File.Exists(folder.Model) ? folder.Model : path);
    }
}
