using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>What single keys cannot show: values that do not go together.</summary>
internal static partial class RecipeChecks
{
    /// <param name="recipe">May be incomplete.</param>
    /// <param name="origins">Where each value that was given came from, by full key.</param>
    /// <param name="models">Names that the model may have; null for any.</param>
    public static IEnumerable<ConfigProblem> Of(Recipe recipe, Dictionary<string, string> origins, IEnumerable<string>? models)
    {
        foreach (var problem in Unused(recipe, RecipeKeys.Root, origins))
        {
            yield return problem;
        }

        var optimizer = recipe.Optimizer;
        if (optimizer is { Nesterov: true, Momentum: 0 })
        {
            yield return new(Origin("optimizer.nesterov", "optimizer.momentum"), "'optimizer.nesterov': expected a momentum above 0 with nesterov but 'optimizer.momentum' is 0");
        }

        if (optimizer is { Nesterov: true, Dampening: > 0 })
        {
            yield return new(Origin("optimizer.dampening", "optimizer.nesterov"), "'optimizer.dampening': expected 0 with nesterov");
        }

        if (optimizer is { Flavor: OptimizerFlavor.Keras, Dampening: > 0 } or { Flavor: OptimizerFlavor.Keras, Name: OptimizerName.Rmsprop })
        {
            yield return new(Origin("optimizer.flavor"), "'optimizer.flavor': expected torch for rmsprop and for dampening, which Keras' flavour does not cover");
        }

        if (optimizer.Groups.Any(group => group is { LearningRate: not null, LearningRateFactor: not 1 }))
        {
            yield return new(Origin("optimizer.groups"), "'optimizer.groups': expected either lr or lr_factor in a group but got both");
        }

        if (optimizer is { ClipNorm: not null, ClipValue: not null })
        {
            yield return new(Origin("optimizer.clip_value", "optimizer.clip_norm"), "'optimizer.clip_value': expected either clip_norm or clip_value but got both");
        }

        if (recipe.Schedule.MinLearningRate > optimizer.LearningRate)
        {
            yield return new(Origin("schedule.min_lr", "optimizer.lr"), "'schedule.min_lr': expected at most 'optimizer.lr'");
        }

        if (recipe.Model is { Name: { } named } && models is not null && !models.Contains(named, StringComparer.OrdinalIgnoreCase))
        {
            yield return new(Origin("model.name"), $"'model.name': expected a model of the registry but got '{named}'{NearMiss.Hint(named, models)}; mien models lists them");
        }

        if (recipe.Data is { } data && data.Fold > (data.Folds ?? 1))
        {
            yield return new(Origin("data.fold"), $"'data.fold': expected at most data.folds ({data.Folds?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}) but got '{data.Fold}'");
        }

        if (recipe.Data is { Group: DataGrouping.Identity, Folds: null, Validation.Folder: not null })
        {
            yield return new(Origin("data.group", "data.validation"), "'data.group': expected auto or none with a folder of validation pictures, which are not drawn from those of training, but got 'identity'");
        }

        foreach (var problem in ModelChecks.Of(recipe, Origin))
        {
            yield return problem;
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

    /// <summary>Whether the key is in use in a section, whose <c>name</c> may leave it without a meaning.</summary>
    public static bool AppliesTo(RecipeKeyInfo key, object section) =>
        key.Attribute.OnlyFor?.Split(' ').Contains(NameOf(section)) ?? true;

    /// <summary>The message about a key that is not in use in a section.</summary>
    public static string NotUsed(RecipeKeyInfo key, object section)
    {
        var users = key.Attribute.OnlyFor!.Replace(" ", ", ", StringComparison.Ordinal);
        return $"'{key.Path}' is used by {key.Path[..^key.Name.Length]}name {users} alone, but that is '{NameOf(section)}'; leave the key out or change the name";
    }

    // What stands behind "name:" in a section that has such a key.
    private static string? NameOf(object section) =>
        RecipeKeys.Of(section.GetType()).FirstOrDefault(key => key.Name == "name")?.Property.GetValue(section) is { } name ? ChoiceFormat.SnakeCase(name.ToString()!) : null;

    private static IEnumerable<ConfigProblem> Unused(object section, ImmutableArray<RecipeKeyInfo> keys, Dictionary<string, string> origins)
    {
        foreach (var key in keys)
        {
            if (key.Format is null)
            {
                foreach (var problem in key.Property.GetValue(section) is { } inner ? Unused(inner, key.Children, origins) : [])
                {
                    yield return problem;
                }
            }
            else if (origins.TryGetValue(key.Path, out var origin) && !AppliesTo(key, section))
            {
                yield return new(origin, NotUsed(key, section));
            }
        }
    }

    [GeneratedRegex(@"\A(cpu|cuda(:[0-9]{1,2})?)\z")]
    private static partial Regex DevicePattern();
}
