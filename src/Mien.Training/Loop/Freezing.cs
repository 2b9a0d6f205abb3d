using Mien.Core;
using Mien.Torch;

namespace Mien.Training;

/// <summary>Which parameters of a network stay as they are, epoch by epoch. A function of the epoch alone, so that a resumed run needs no memory of it.</summary>
/// <remarks>
/// A batch norm whose scale is frozen computes as in evaluation, and its statistics stay, as in Keras: those of the new pictures would
/// change what the frozen weights around it mean. PyTorch lets them follow unless told otherwise.
/// </remarks>
public sealed class Freezing
{
    private readonly Module _model;
    private readonly NamedTensor[] _frozen;
    private readonly BatchNorm[] _norms;
    private readonly RecordList<UnfreezeRecipe> _unfreezing;

    /// <param name="model">The network.</param>
    /// <param name="recipe">What is frozen and when it begins to learn.</param>
    /// <param name="head">Names of the parameters of its head, which linear training leaves free.</param>
    /// <exception cref="ConfigException">A pattern matches nothing, or nothing is left to learn.</exception>
    public Freezing(Module model, ModelRecipe recipe, IReadOnlySet<string> head)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(head);
        var parameters = model.NamedParameters().ToArray();
        RequireMatches(recipe, [.. parameters.Select(parameter => parameter.Name)]);
        (_model, _unfreezing) = (model, recipe.Unfreeze);
        _norms = [.. model.NamedModules().Select(item => item.Module).OfType<BatchNorm>()];
        _frozen =
        [
            .. parameters.Where(parameter => recipe.Freeze?.Match(parameter.Name) == true
                || (recipe.EffectiveMode is TrainingMode.Linear && !head.Contains(parameter.Name))),
        ];
        if (FrozenIn(1).Count() == parameters.Length)
        {
            throw new ConfigException("'model.freeze': expected parameters that learn in the first epoch but all are frozen.");
        }
    }

    /// <summary>Elements that do not learn in the first epoch.</summary>
    public long FrozenCount => FrozenIn(1).Sum(parameter => parameter.Tensor.Count);

    /// <summary>Freezes and frees what an epoch, from 1, says; after the network was set to training.</summary>
    public void Apply(int epoch)
    {
        var frozen = FrozenIn(epoch).Select(parameter => parameter.Tensor).ToHashSet();
        foreach (var (_, parameter) in _frozen)
        {
            parameter.RequiresGrad = !frozen.Contains(parameter);
        }

        foreach (var norm in _norms)
        {
            norm.Train(_model.Training && norm.Weight.RequiresGrad); // whoever froze it, as groups of the optimizer may
        }
    }

    private IEnumerable<NamedTensor> FrozenIn(int epoch) => _frozen.Where(parameter => !_unfreezing.Any(step => step.Epoch <= epoch && step.Pattern.Match(parameter.Name)));

    private static void RequireMatches(ModelRecipe recipe, IReadOnlyCollection<string> names)
    {
        var patterns = recipe.Unfreeze.Select(step => ("model.unfreeze", step.Pattern));
        foreach (var (key, pattern) in recipe.Freeze is { } freeze ? patterns.Prepend(("model.freeze", freeze)) : patterns)
        {
            pattern.RequireMatches(key, names);
        }
    }
}
