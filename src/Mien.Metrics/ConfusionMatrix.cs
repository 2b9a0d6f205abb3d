using System.Numerics;

namespace Mien.Metrics;

/// <summary>
/// How often each true class was predicted as each class: an immutable value from which every score of a classification
/// follows. Matrices of parts of a set add up to the matrix of the whole (<see cref="Merge"/>).
/// </summary>
public sealed class ConfusionMatrix : IEquatable<ConfusionMatrix>
{
    private readonly long[] _counts; // row = truth, column = prediction

    private ConfusionMatrix(int classCount, long[] counts)
    {
        ClassCount = classCount;
        _counts = counts;
        Total = counts.Sum();
    }

    /// <summary>Number of classes, at least 1; also of those without samples.</summary>
    public int ClassCount { get; }

    /// <summary>Number of samples, 0 for an empty matrix.</summary>
    public long Total { get; }

    /// <summary>Number of samples whose prediction is their label.</summary>
    public long Correct => Enumerable.Range(0, ClassCount).Sum(index => this[index, index]);

    /// <summary>Number of samples of class <paramref name="label"/> that were predicted as <paramref name="prediction"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A class index is outside [0, <see cref="ClassCount"/>).</exception>
    public long this[int label, int prediction]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)label, (uint)ClassCount, nameof(label));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)prediction, (uint)ClassCount, nameof(prediction));
            return _counts[(label * ClassCount) + prediction];
        }
    }

    /// <summary>A matrix without samples: the neutral element of <see cref="Merge"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is below 1.</exception>
    public static ConfusionMatrix Empty(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        return new ConfusionMatrix(classCount, new long[classCount * classCount]);
    }

    /// <summary>Counts pairs of true and predicted class.</summary>
    /// <param name="labels">True class indices, shape (N), each in [0, <paramref name="classCount"/>).</param>
    /// <param name="predictions">Predicted class indices, shape (N), each in [0, <paramref name="classCount"/>).</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths differ, or an index is out of range; the message names the sample.</exception>
    public static ConfusionMatrix From<T>(ReadOnlySpan<T> labels, ReadOnlySpan<T> predictions, int classCount)
        where T : IBinaryInteger<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        if (labels.Length != predictions.Length)
        {
            throw new ArgumentException($"Expected as many predictions as labels but got {predictions.Length} for {labels.Length}.", nameof(predictions));
        }

        var counts = new long[classCount * classCount];
        for (var sample = 0; sample < labels.Length; sample++)
        {
            var row = CheckedIndex(labels[sample], classCount, sample, nameof(labels));
            var column = CheckedIndex(predictions[sample], classCount, sample, nameof(predictions));
            counts[(row * classCount) + column]++;
        }

        return new ConfusionMatrix(classCount, counts);
    }

    /// <summary>Takes counts as they are: row i, column j holds the samples of class i that were predicted as j.</summary>
    /// <exception cref="ArgumentException">The array is not square, has no row, or holds a negative count.</exception>
    public static ConfusionMatrix FromCounts(long[,] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (rows, columns) = (counts.GetLength(0), counts.GetLength(1));
        if (rows != columns || rows == 0 || counts.Cast<long>().Any(count => count < 0))
        {
            throw new ArgumentException($"Expected a square array of counts of 0 or more but got one of {rows} x {columns}, or a negative count.", nameof(counts));
        }

        return new ConfusionMatrix(rows, [.. counts.Cast<long>()]);
    }

    /// <summary>The matrix of both sets of samples together.</summary>
    /// <exception cref="ArgumentException">The numbers of classes differ.</exception>
    public ConfusionMatrix Merge(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.ClassCount != ClassCount)
        {
            throw new ArgumentException($"Expected a matrix of {ClassCount} classes but got one of {other.ClassCount}.", nameof(other));
        }

        return new ConfusionMatrix(ClassCount, [.. _counts.Zip(other._counts, (left, right) => left + right)]);
    }

    /// <summary>Number of samples of a true class (scikit-learn's support): the sum of its row.</summary>
    public long Support(int label) => Enumerable.Range(0, ClassCount).Sum(prediction => this[label, prediction]);

    /// <summary>Number of samples predicted as a class: the sum of its column.</summary>
    public long PredictedCount(int prediction) => Enumerable.Range(0, ClassCount).Sum(label => this[label, prediction]);

    /// <inheritdoc/>
    public bool Equals(ConfusionMatrix? other) =>
        other is not null && ClassCount == other.ClassCount && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfusionMatrix);

    /// <inheritdoc/>
    public override int GetHashCode() => _counts.Aggregate(ClassCount, HashCode.Combine);

    private static int CheckedIndex<T>(T index, int classCount, int sample, string parameter)
        where T : IBinaryInteger<T> =>
        T.IsNegative(index) || index >= T.CreateChecked(classCount)
            ? throw new ArgumentException($"Expected a class index from 0 to {classCount - 1} but got {index} at sample {sample}.", parameter)
            : int.CreateChecked(index);
}
