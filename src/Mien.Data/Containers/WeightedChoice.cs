using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Containers;

/// <summary>Chooses among transforms with their probabilities as weights.</summary>
internal static class WeightedChoice
{
    /// <summary>How many transforms can be chosen at all.</summary>
    public static int CountPossible(ImmutableArray<ITransform> transforms) => transforms.Count(transform => transform.Probability > 0);

    /// <summary>The index of one transform.</summary>
    /// <exception cref="InvalidOperationException">No weight is above 0.</exception>
    public static int Draw(ImmutableArray<ITransform> transforms, ref RandomStream random) => Draw(transforms, [], ref random);

    /// <summary>The indices of several transforms, in the order in which they were chosen.</summary>
    /// <param name="transforms">What to choose from.</param>
    /// <param name="withReplacement">Whether an index may occur more than once; otherwise each choice is made among those that are left.</param>
    /// <param name="chosen">Takes the indices.</param>
    /// <param name="random">One number is drawn for each index.</param>
    /// <exception cref="InvalidOperationException">Too few weights are above 0.</exception>
    public static void DrawMany(ImmutableArray<ITransform> transforms, bool withReplacement, Span<int> chosen, ref RandomStream random)
    {
        for (var count = 0; count < chosen.Length; count++)
        {
            chosen[count] = Draw(transforms, withReplacement ? [] : chosen[..count], ref random);
        }
    }

    private static int Draw(ImmutableArray<ITransform> transforms, ReadOnlySpan<int> excluded, ref RandomStream random)
    {
        var total = 0.0;
        for (var index = 0; index < transforms.Length; index++)
        {
            total += excluded.Contains(index) ? 0 : transforms[index].Probability;
        }

        var left = random.NextDouble() * total;
        var last = -1;
        for (var index = 0; index < transforms.Length; index++)
        {
            if (transforms[index].Probability > 0 && !excluded.Contains(index))
            {
                left -= transforms[index].Probability;
                last = index;
                if (left < 0)
                {
                    break;
                }
            }
        }

        // Rounding may leave a trace of the sum when the number drawn was almost 1: then it is the last one.
        return last >= 0 ? last : throw new InvalidOperationException($"Expected a transform with a probability above 0 among {transforms.Length - excluded.Length} to choose from.");
    }
}
