using System.Collections.Immutable;

namespace Mien.Metrics;

/// <summary>Samples whose largest probability falls into one bin.</summary>
/// <param name="Low">Lower edge, exclusive.</param>
/// <param name="High">Upper edge, inclusive.</param>
/// <param name="Count">Number of samples.</param>
/// <param name="Accuracy">Share of them that is right; NaN without samples.</param>
/// <param name="Confidence">Mean of their largest probabilities; NaN without samples.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double Accuracy, double Confidence);

/// <summary>Whether probabilities mean what they say.</summary>
public static class Calibration
{
    /// <summary>
    /// Expected calibration error, in [0, 1]: the mean distance between accuracy and confidence over bins of equal width, weighted by their
    /// samples; NaN without samples.
    /// </summary>
    /// <remarks>Guo et al. 2017, arXiv:1706.04599.</remarks>
    public static double ExpectedError(ClassProbabilities predictions, int bins = 15)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return predictions.Count == 0 ? double.NaN : Bins(predictions, bins).Where(bin => bin.Count > 0)
            .Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / predictions.Count;
    }

    /// <summary>The bins of a reliability diagram, (low, high] from 0 to 1, all of equal width; those without samples too.</summary>
    public static ImmutableArray<ReliabilityBin> Bins(ClassProbabilities predictions, int bins = 15)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var (counts, right, confidence) = (new int[bins], new int[bins], new double[bins]);
        for (var sample = 0; sample < predictions.Count; sample++)
        {
            var prediction = predictions.Predictions[sample];
            var largest = predictions.Row(sample)[prediction];
            var bin = Math.Clamp((int)Math.Ceiling(largest * bins) - 1, 0, bins - 1);
            counts[bin]++;
            right[bin] += prediction == predictions.Labels[sample] ? 1 : 0;
            confidence[bin] += largest;
        }

        return [.. Enumerable.Range(0, bins).Select(i =>
            new ReliabilityBin((double)i / bins, (i + 1.0) / bins, counts[i], (double)right[i] / counts[i], confidence[i] / counts[i]))];
    }
}
