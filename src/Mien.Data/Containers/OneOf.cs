using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Containers;

/// <summary>Applies one of its transforms, chosen with their probabilities as weights; it is applied for certain. Happens in half of the cases unless asked otherwise.</summary>
public sealed record OneOf : TransformContainer
{
    /// <inheritdoc/>
    public override Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false) =>
        Children.IsEmpty || !Happens(ref random, isForced)
            ? image
            : Children[WeightedChoice.Draw(Children, ref random)].Apply(image, ref random, context, isForced: true);

    private protected override TransformContainer Bind(ParameterBinder binder)
    {
        var bound = base.Bind(binder);
        binder.Check("transforms", bound.Children.IsEmpty || WeightedChoice.CountPossible(bound.Children) > 0, "to hold at least one with a p above 0, which is its weight here,");
        return bound;
    }
}
