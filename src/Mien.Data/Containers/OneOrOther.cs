using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Containers;

/// <summary>Applies its first transform with its probability and its last one otherwise; one of them is always applied, for certain.</summary>
public sealed record OneOrOther : TransformContainer
{
    /// <inheritdoc/>
    /// <remarks>Being chosen by a container above changes nothing: the draw decides between the two all the same.</remarks>
    public override Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false) =>
        Children.IsEmpty ? image : (Happens(ref random, isForced: false) ? Children[0] : Children[^1]).Apply(image, ref random, context, isForced: true);

    private protected override TransformContainer Bind(ParameterBinder binder)
    {
        var bound = base.Bind(binder);
        binder.Check("transforms", bound.Children.Length > 0, "to hold two transforms");
        binder.Warn("transforms", bound.Children.Length != 2, $"expected two transforms in OneOrOther but got {bound.Children.Length}; only the first and the last are ever applied");
        return bound;
    }
}
