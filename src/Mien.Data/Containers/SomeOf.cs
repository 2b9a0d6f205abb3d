using Mien.Core;
using Mien.Data.Pipelines;
using Mien.Imaging;

namespace Mien.Data.Containers;

/// <summary>Applies several of its transforms, chosen with their probabilities as weights, in the order in which they were chosen; each is applied for certain.</summary>
public sealed record SomeOf : TransformContainer
{
    private const int MaxCount = 1000;

    /// <summary>It always happens unless asked otherwise.</summary>
    public SomeOf() => Probability = 1;

    /// <summary>How many are chosen (<c>n</c>).</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether the same one may be chosen again; default true (<c>replace</c>).</summary>
    public bool WithReplacement { get; init; } = true;

    /// <inheritdoc/>
    public override Image Apply(Image image, ref RandomStream random, TransformContext context, bool isForced = false)
    {
        if (Children.IsEmpty || !Happens(ref random, isForced))
        {
            return image;
        }

        // All choices come before the first change, so they do not depend on what the children draw.
        Span<int> chosen = stackalloc int[Count];
        WeightedChoice.DrawMany(Children, WithReplacement, chosen, ref random);
        foreach (var index in chosen)
        {
            image = Children[index].Apply(image, ref random, context, isForced: true);
        }

        return image;
    }

    private protected override TransformContainer Bind(ParameterBinder binder)
    {
        binder.Require("n");
        var bound = (SomeOf)base.Bind(binder) with
        {
            Count = binder.Whole("n", Count, 1, MaxCount),
            WithReplacement = binder.Flag("replace", WithReplacement),
        };
        var possible = WeightedChoice.CountPossible(bound.Children);
        binder.Check("transforms", bound.Children.IsEmpty || possible > 0, "to hold at least one with a p above 0, which is its weight here,");
        binder.Check(
            "n",
            bound.WithReplacement || bound.Children.IsEmpty || possible == 0 || bound.Count <= possible,
            $"to be at most {possible}, the number of transforms with a p above 0, as none is chosen twice (replace: false),");
        return bound;
    }
}
