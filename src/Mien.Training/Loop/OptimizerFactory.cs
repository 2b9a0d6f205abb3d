using System.IO.Enumeration;
using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Makes the optimizer of a recipe for a model.</summary>
public static class OptimizerFactory
{
    /// <summary>Divides the parameters into groups and makes the optimizer. Frozen groups lose their gradients here.</summary>
    /// <param name="recipe">The settings.</param>
    /// <param name="model">Its parameters keep their names in the state.</param>
    /// <exception cref="ConfigException">A group matches no parameter, or nothing is left to train.</exception>
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
        RequireMatches(recipe, parameters);
        List<ParameterGroup> groups = [];
        foreach (var members in parameters.GroupBy(parameter => (Own: recipe.Groups.FirstOrDefault(group => Matches(group, parameter)), IsSpared: IsSpared(recipe.NoDecay, parameter))))
        {
            var (own, isSpared) = members.Key;
            if (own is { Frozen: true })
            {
                Freeze(members);
                continue;
            }

            var decay = own?.WeightDecay ?? (isSpared ? 0 : recipe.WeightDecay);
            var momentum = own?.Momentum ?? (recipe.Name is OptimizerName.Adam or OptimizerName.Adamw ? recipe.Beta1 : recipe.Momentum);
            groups.Add(new(own?.Match ?? "others", members, own?.LearningRate ?? (recipe.LearningRate * (own?.LearningRateFactor ?? 1)), decay, momentum));
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

    private static bool Matches(GroupRecipe group, NamedTensor parameter) =>
        group.Match.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, parameter.Name, ignoreCase: false));

    private static bool IsSpared(NoDecay rule, NamedTensor parameter) => rule switch
    {
        NoDecay.Biases => parameter.Name.EndsWith("bias", StringComparison.Ordinal),
        NoDecay.NormsAndBiases => parameter.Tensor.Rank <= 1,
        _ => false,
    };

    private static void RequireMatches(OptimizerRecipe recipe, IReadOnlyList<NamedTensor> parameters)
    {
        var idle = recipe.Groups.Where(group => !parameters.Any(parameter => Matches(group, parameter))).Select(group => group.Match).ToArray();
        if (idle.Length > 0)
        {
            var layers = parameters.Select(parameter => parameter.Name.Split('.')[0] + (parameter.Name.Contains('.', StringComparison.Ordinal) ? ".*" : "")).Distinct();
            throw new ConfigException(
                $"'optimizer.groups': expected every group to match parameters of the model but '{string.Join("', '", idle)}' matches none{NearMiss.HintOrAll(idle[0], layers)}");
        }
    }
}
