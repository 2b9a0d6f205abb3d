using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Data.Loading;

/// <summary>
/// Draws the samples of an epoch by class: first a class, with the probability of its share, then its next sample. The samples of a class
/// are shuffled anew whenever all of them have come, so none comes twice before the others have come once.
/// </summary>
/// <remarks>What it draws depends on dataset, shares, seed and epoch alone. Samples without a label are drawn as a class of their own, as often as they are.</remarks>
internal sealed class ClassSampler
{
    private readonly int[][] _samples; // positions by class; the last are those without a label
    private readonly double[] _limits; // rising to 1: where the classes end on the unit interval
    private readonly int _count;
    private readonly ulong _seed;

    /// <exception cref="ArgumentException">There are not as many shares as classes, or one is negative, or all classes with samples have a share of 0.</exception>
    public ClassSampler(FaceDataset dataset, ImmutableArray<double> shares, ulong seed)
    {
        if (shares.Length != dataset.Labels.Count || shares.Any(share => !(share >= 0 && double.IsFinite(share))))
        {
            throw new ArgumentException($"Expected {dataset.Labels.Count} shares, not negative, but got {string.Join(", ", shares)}.", nameof(shares));
        }

        (_seed, _count) = (seed, dataset.Samples.Length);
        var byLabel = dataset.Samples.Index().ToLookup(item => item.Item.Label, item => item.Index);
        _samples = [.. Enumerable.Range(0, shares.Length).Append(Sample.NoLabel).Select(label => byLabel[label].ToArray())];
        var unlabelled = (double)_samples[^1].Length / _count;
        var total = shares.Where((_, label) => _samples[label].Length > 0).Sum();
        if (total == 0 && unlabelled < 1)
        {
            throw new ArgumentException("Expected a share above 0 for a class that has samples.", nameof(shares));
        }

        var end = 0.0;
        _limits = [.. shares.Select((share, label) => end += _samples[label].Length > 0 ? share / total * (1 - unlabelled) : 0)];
    }

    /// <summary>Positions of the samples in the order of an epoch.</summary>
    public int[] Draw(int epoch)
    {
        var random = new RandomStream(_seed, "sample", epoch);
        int[][] decks = [.. _samples.Select(samples => (int[])samples.Clone())];
        var used = decks.Select(deck => deck.Length).ToArray();
        var order = new int[_count];
        foreach (ref var position in order.AsSpan())
        {
            var drawn = ClassAt(random.NextDouble());
            if (used[drawn] == decks[drawn].Length)
            {
                random.Shuffle(decks[drawn].AsSpan());
                used[drawn] = 0;
            }

            position = decks[drawn][used[drawn]++];
        }

        return order;
    }

    // Rounding may leave a gap below 1: it falls to the last class that has samples and a share.
    private int ClassAt(double point)
    {
        var found = Array.FindIndex(_limits, limit => point < limit);
        return found >= 0 ? found : _samples[^1].Length > 0 ? _samples.Length - 1 : Array.IndexOf(_limits, _limits[^1]);
    }
}
