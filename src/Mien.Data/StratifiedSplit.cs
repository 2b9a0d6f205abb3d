using Mien.Core;

namespace Mien.Data;

/// <summary>Divides a dataset into a training and a validation part with the same mix of classes.</summary>
public static class StratifiedSplit
{
    /// <summary>Draws the validation part of each class separately.</summary>
    /// <param name="all">The samples to divide; their order does not matter.</param>
    /// <param name="validationFraction">Share of each class that goes to validation, in [0, 1); 0 leaves validation empty.</param>
    /// <param name="seed">Equal seeds and sets give equal parts.</param>
    /// <returns>Both parts with all classes, each sorted as <paramref name="all"/> is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is outside [0, 1).</exception>
    /// <remarks>
    /// Of a class of n pictures, n times the fraction goes to validation, rounded to the nearest whole number (a half to the
    /// even one), but at least 1 and at most n - 1. A class of one picture stays in training. The draw of a class depends on
    /// the seed, on its name and on its pictures' paths alone.
    /// </remarks>
    public static (FaceDataset Train, FaceDataset Validation) Split(FaceDataset all, double validationFraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(all);
        if (!(validationFraction is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validationFraction), validationFraction, "Expected a fraction from 0 to below 1.");
        }

        var validation = all.Samples.GroupBy(sample => sample.Label)
            .SelectMany(group => Draw([.. group], validationFraction, new(seed, $"split/{NameOf(all, group.Key)}")))
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return (Part(all, sample => !validation.Contains(sample)), Part(all, validation.Contains));
    }

    /// <summary>Draws a part of every class, at least one picture of each.</summary>
    /// <param name="all">The samples; their order does not matter.</param>
    /// <param name="fraction">Share of each class, in (0, 1]; rounded to the nearest whole number.</param>
    /// <param name="seed">Equal seeds and sets give equal parts.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is outside (0, 1].</exception>
    public static FaceDataset Subset(FaceDataset all, double fraction, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(all);
        if (!(fraction is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction above 0, at most 1.");
        }

        var kept = all.Samples.GroupBy(sample => sample.Label)
            .SelectMany(group => Draw([.. group], fraction, new(seed, $"limit/{NameOf(all, group.Key)}")) is { Length: > 0 } drawn && fraction < 1 ? drawn : [.. group])
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return Part(all, kept.Contains);
    }

    /// <summary>The class of a label; empty for pictures without one.</summary>
    internal static string NameOf(FaceDataset all, int label) => label == Sample.NoLabel ? "" : all.Labels[label];

    private static Sample[] Draw(Sample[] samples, double fraction, RandomStream random)
    {
        if (fraction == 0 || samples.Length == 1)
        {
            return [];
        }

        Array.Sort(samples, (left, right) => string.CompareOrdinal(left.Path, right.Path));
        random.Shuffle(samples.AsSpan());
        var count = (int)Math.Round(samples.Length * fraction, MidpointRounding.ToEven);
        return samples[..Math.Clamp(count, 1, samples.Length - 1)];
    }

    private static FaceDataset Part(FaceDataset all, Func<Sample, bool> belongs) => all with { Samples = [.. all.Samples.Where(belongs)] };
}
