using System.Collections.Immutable;
using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Makes the loss of a recipe for given classes.</summary>
public static class LossFactory
{
    /// <summary>The loss.</summary>
    /// <param name="recipe">The settings.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="counts">Training pictures per class.</param>
    /// <param name="hasAffect">Whether the network gives arousal and valence behind the class scores.</param>
    /// <param name="device">Where it is computed.</param>
    /// <exception cref="ConfigException">Explicit weights do not fit the classes.</exception>
    public static ITrainingLoss Create(LossRecipe recipe, LabelSet labels, ImmutableArray<int> counts, bool hasAffect, Device device)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var weights = recipe.ClassWeights.Resolve(labels, [.. counts], "loss.class_weights");
        var isFocal = recipe.Name is LossName.Focal;
        var expression = new CrossEntropyLoss(weights, recipe.LabelSmoothing, device)
        {
            Gamma = isFocal ? recipe.Gamma : 0,
            Alpha = isFocal ? recipe.Alpha : 1,
        };
        return hasAffect
            ? new JointLoss(expression, AffectLoss(recipe), new(recipe.ExpressionWeight, recipe.ValenceWeight, recipe.ArousalWeight))
            : expression;
    }

    /// <summary>How often each class is drawn, relative to the others; null where every picture comes once.</summary>
    /// <exception cref="ConfigException">Explicit weights do not fit the classes.</exception>
    public static ImmutableArray<double>? ClassShares(DataRecipe recipe, LabelSet labels, ImmutableArray<int> counts)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Sampling.Resolve(labels, [.. counts], "data.sampling") is { } weights
            ? [.. weights.Zip(counts, (weight, count) => (double)weight * count)]
            : null;
    }

    private static Func<Tensor, Tensor, Tensor> AffectLoss(LossRecipe recipe) => recipe.Affect switch
    {
        AffectLossName.Huber => (prediction, truth) => Losses.Huber(prediction, truth, recipe.HuberLimit),
        AffectLossName.Ccc => Losses.Concordance,
        _ => Losses.MeanSquare,
    };
}
