using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Makes the optimizer of a recipe for a model.</summary>
public static class OptimizerFactory
{
    /// <summary>Divides the parameters into groups and makes the optimizer. Frozen groups lose their gradients here.</summary>
    /// <param name="recipe">The settings.</param>
    /// <param name="model">Its parameters keep their names in the state.</param>
    /// <exception cref="ConfigException">A pattern of a group matches no parameter, or nothing is left to train.</exception>
    public static Optimizer Create(OptimizerRecipe recipe, Module model)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(model);
        var groups = Groups(recipe, [.. model.NamedParameters()]);
        return recipe.Name switch
        {
            OptimizerName.Sgd => new Sgd(groups, new()
            {
                LearningRate = recipe.LearningRate,
                Momentum = recipe.Momentum,
                Dampening = recipe.Dampening,
                Nesterov = recipe.Nesterov,
                Flavor = recipe.Flavor,
            }),
            OptimizerName.Rmsprop => new RmsProp(groups, new()
            {
                Smoothing = recipe.Smoothing,
                Centered = recipe.Centered,
                Epsilon = recipe.Epsilon ?? 1e-8,
            }),
            _ => new Adam(groups, new()
            {
                Beta1 = recipe.Beta1,
                Beta2 = recipe.Beta2,
                Epsilon = recipe.Epsilon,
                Amsgrad = recipe.Amsgrad,
                IsDecoupled = recipe.Name is OptimizerName.Adamw,
                Flavor = recipe.Flavor,
            }),
        };
    }

    private static List<ParameterGroup> Groups(OptimizerRecipe recipe, IReadOnlyList<NamedTensor> parameters)
    {
        string[] names = [.. parameters.Select(parameter => parameter.Name)];
        foreach (var group in recipe.Groups)
        {
            group.Match.RequireMatches("optimizer.groups[].match", names);
        }

        List<ParameterGroup> groups = [];
        foreach (var members in parameters.GroupBy(parameter => (Own: recipe.Groups.FirstOrDefault(group => group.Match.Match(parameter.Name)), IsSpared: IsSpared(recipe.NoDecay, parameter))))
        {
            var (own, isSpared) = members.Key;
            if (own is { Frozen: true })
            {
                Freeze(members);
                continue;
            }

            var decay = own?.WeightDecay ?? (isSpared ? 0 : recipe.WeightDecay);
            var momentum = own?.Momentum ?? (recipe.Name is OptimizerName.Adam or OptimizerName.Adamw ? recipe.Beta1 : recipe.Momentum);
            groups.Add(new(own?.Match.ToString() ?? "others", members, own?.LearningRate ?? (recipe.LearningRate * (own?.LearningRateFactor ?? 1)), decay, momentum));
        }

        return groups.Count > 0 ? groups : throw new ConfigException("'optimizer.groups': expected parameters to train but all groups are frozen.");
    }

    private static void Freeze(IEnumerable<NamedTensor> parameters)
    {
        foreach (var (_, parameter) in parameters)
        {
            parameter.RequiresGrad = false;
        }
    }

    private static bool IsSpared(NoDecay rule, NamedTensor parameter) => rule switch
    {
        NoDecay.Biases => parameter.Name.EndsWith("bias", StringComparison.Ordinal),
        NoDecay.NormsAndBiases => parameter.Tensor.Rank <= 1,
        _ => false,
    };
}
