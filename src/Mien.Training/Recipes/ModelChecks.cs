using Mien.Core;

namespace Mien.Training;

/// <summary>Keys of a recipe's model that do not go together.</summary>
internal static class ModelChecks
{
    /// <param name="recipe">May be incomplete.</param>
    /// <param name="origin">Where the first of some keys that was given came from.</param>
    public static IEnumerable<ConfigProblem> Of(Recipe recipe, Func<string[], string> origin)
    {
        if (recipe.Model is not { } model)
        {
            yield break;
        }

        if (model.Channels == 2)
        {
            yield return new(origin(["model.channels"]), "'model.channels': expected 3 (colour) or 1 (grey) but got '2'");
        }

        if (model is { Weights: null, Mode: TrainingMode.Finetune or TrainingMode.Linear })
        {
            yield return new(origin(["model.mode"]), $"'model.mode': expected 'model.weights', a file to start from, with {ChoiceFormat.SnakeCase(model.Mode.ToString()!)}; without one it is scratch");
        }

        if (model is { Weights: not null, Mode: TrainingMode.Scratch })
        {
            yield return new(origin(["model.mode"]), "'model.mode': expected finetune or linear with 'model.weights'; scratch starts from random weights");
        }

        if (model is { Unfreeze.Count: > 0, Freeze: null, EffectiveMode: not TrainingMode.Linear })
        {
            yield return new(origin(["model.unfreeze"]), "'model.unfreeze': expected 'model.freeze' or 'model.mode: linear' with it; nothing is frozen");
        }

        if (model.Unfreeze.Select(step => step.Epoch).DefaultIfEmpty().Max() is var last && last > recipe.Epochs)
        {
            yield return new(origin(["model.unfreeze", "epochs"]), $"'model.unfreeze': expected epochs up to 'epochs', {recipe.Epochs}, but got {last}");
        }
    }
}
