using System.Collections.Immutable;
using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Data.Transforms;
using Mien.Imaging;

namespace Mien.Data.Containers;

/// <summary>A transform made of others; names, parameters and rules are those of Albumentations 1.3.</summary>
public abstract record TransformContainer : IBindable
{
    /// <summary>How often the container does its work, and its weight inside a container that chooses, in [0, 1] (<c>p</c>).</summary>
    public Number Probability { get; init; } = 0.5;

    /// <summary>The transforms inside, in order; containers among them are fine (<c>transforms</c>).</summary>
    public ImmutableArray<ITransform> Children { get; init; } = [];

    /// <inheritdoc/>
    public bool NeedsFullSize => Children.Any(child => child.NeedsFullSize);

    /// <inheritdoc/>
    public bool TreatsChannelsAlike => Children.All(child => child.TreatsChannelsAlike);

    /// <summary>The name that pipelines use.</summary>
    public string Name => GetType().Name;

    double ITransform.Probability => Probability;

    /// <inheritdoc/>
    public abstract Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false);

    IBindable IBindable.Bind(ParameterBinder binder) => Bind(binder);

    /// <summary>Children are compared one by one.</summary>
    public virtual bool Equals(TransformContainer? other) =>
        other is not null && EqualityContract == other.EqualityContract && Probability == other.Probability && Children.SequenceEqual(other.Children);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Probability, Children.Length);

    /// <summary>Names the parameters of the container, each once: a copy with the values that the binder gives.</summary>
    private protected virtual TransformContainer Bind(ParameterBinder binder) => this with
    {
        Probability = binder.Number("p", Probability, 0, 1),
        Children = binder.Children("transforms", Children),
    };

    /// <summary>Whether the container does its work this time. Where that is certain nothing is drawn.</summary>
    private protected bool Happens(ref RandomStream random, bool isForced) => isForced || Probability >= 1 || random.NextBool(Probability);

    /// <summary>
    /// What a Compose that does not happen still does: everything below that asks for it is applied in order, and the
    /// containers in between count for nothing, so that all such children of a OneOf are applied.
    /// </summary>
    private protected Image ApplyAlways(Image image, ref RandomStream random, TransformContext context)
    {
        foreach (var child in Children)
        {
            image = child switch
            {
                TransformContainer container => container.ApplyAlways(image, ref random, context),
                RandomTransform { AlwaysApply: true } => child.Apply(image, ref random, context),
                _ => image,
            };
        }

        return image;
    }
}
