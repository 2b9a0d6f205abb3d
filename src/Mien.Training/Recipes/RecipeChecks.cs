using System.Text.RegularExpressions;
using Mien.Core;

namespace Mien.Training;

/// <summary>What single keys cannot show: values that do not go together.</summary>
internal static partial class RecipeChecks
{
    /// <param name="recipe">May be incomplete.</param>
    /// <param name="origins">Where each value that was given came from, by full key.</param>
    public static IEnumerable<ConfigProblem> Of(Recipe recipe, Dictionary<string, string> origins)
    {
        foreach (var key in RecipeKeys.Leaves.Where(key => key.Attribute.OnlyFor is not null && origins.ContainsKey(key.Path)))
        {
            var name = ChoiceFormat.SnakeCase(recipe.Schedule.Name.ToString());
            if (!AppliesTo(key, name))
            {
                yield return new(origins[key.Path], $"'{key.Path}' is used by schedule.name {key.Attribute.OnlyFor} alone, but that is '{name}'; leave the key out or change the name");
            }
        }

        var optimizer = recipe.Optimizer;
        if (optimizer is { Nesterov: true, Momentum: 0 })
        {
            yield return new(Origin("optimizer.nesterov", "optimizer.momentum"), "'optimizer.nesterov': expected a momentum above 0 with nesterov but 'optimizer.momentum' is 0");
        }

        if (recipe.Schedule.MinLearningRate > optimizer.LearningRate)
        {
            yield return new(Origin("schedule.min_lr", "optimizer.lr"), "'schedule.min_lr': expected at most 'optimizer.lr'");
        }

        if (recipe.Model is { Channels: 2 })
        {
            yield return new(Origin("model.channels"), "'model.channels': expected 3 (colour) or 1 (grey) but got '2'");
        }

        var means = recipe.Normalize.ChannelCount;
        if (recipe.Model is { } model && means is not null && means != model.Channels)
        {
            yield return new(Origin("normalize"), $"'normalize': expected {model.Channels} means and deviations, one per channel of the model, but got {means}");
        }

        if (recipe.Augment.Pipeline.Normalization is not null)
        {
            yield return new(Origin("augment"), "'augment': expected no Normalize at the end; how a model's input is scaled holds for evaluation too, so write it as 'normalize: {mean: [...], deviation: [...]}'");
        }

        if (recipe.Device is { } device && !DevicePattern().IsMatch(device))
        {
            yield return new(Origin("device"), $"'device': expected auto, cpu, cuda or cuda:NUMBER but got '{device}'");
        }

        string Origin(params string[] keys) => keys.Select(key => origins.GetValueOrDefault(key)).FirstOrDefault(origin => origin is not null) ?? "default";
    }

    /// <summary>Whether a schedule of that name takes the key.</summary>
    public static bool AppliesTo(RecipeKeyInfo key, string scheduleName) =>
        key.Attribute.OnlyFor?.Split(' ').Contains(scheduleName) ?? true;

    [GeneratedRegex(@"\A(cpu|cuda(:[0-9]{1,2})?)\z")]
    private static partial Regex DevicePattern();
}
