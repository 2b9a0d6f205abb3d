using System.Collections.Immutable;

namespace Mien.Metrics;

/// <summary>Which of two equal probabilities ranks first.</summary>
public enum TieOrder
{
    /// <summary>The class with the lower index, as argmax does.</summary>
    LowIndexFirst,
    /// <summary>The class with the higher index, as scikit-learn's <c>top_k_accuracy_score</c> does.</summary>
    HighIndexFirst,
}

/// <summary>Labels and predicted probabilities of a set of samples: everything that scores of a classification follow from.</summary>
public sealed class ClassProbabilities
{
    private readonly ImmutableArray<double> _values; // row-major: sample, class

    /// <param name="labels">True class indices, shape (N), each in [0, <paramref name="classCount"/>).</param>
    /// <param name="probabilities">Row by row, shape (N, K), each finite and not negative; a row need not add up to exactly 1.</param>
    /// <param name="classCount">K, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, an index is out of range or a value is no probability; the message names the sample.</exception>
    public ClassProbabilities(ReadOnlySpan<int> labels, ReadOnlySpan<double> probabilities, int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        if (probabilities.Length != (long)labels.Length * classCount)
        {
            throw new ArgumentException($"Expected {labels.Length} x {classCount} probabilities but got {probabilities.Length}.", nameof(probabilities));
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            if (!(probabilities[i] >= 0 && double.IsFinite(probabilities[i])))
            {
                throw new ArgumentException($"Expected a probability but got {probabilities[i]} at sample {i / classCount}, class {i % classCount}.", nameof(probabilities));
            }
        }

        (ClassCount, Labels, _values) = (classCount, [.. labels], [.. probabilities]);
        Predictions = [.. Enumerable.Range(0, labels.Length).Select(sample => ArgMax(Row(sample)))];
        Confusion = ConfusionMatrix.From(Labels.AsSpan(), Predictions.AsSpan(), classCount);
    }

    /// <summary>Number of classes, K.</summary>
    public int ClassCount { get; }

    /// <summary>Number of samples, N.</summary>
    public int Count => Labels.Length;

    /// <summary>True class indices, shape (N).</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>The most probable class of every sample, the first one where several are, shape (N).</summary>
    public ImmutableArray<int> Predictions { get; }

    /// <summary>Truth by prediction.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The probabilities of a sample, shape (K).</summary>
    public ReadOnlySpan<double> Row(int sample) => _values.AsSpan(sample * ClassCount, ClassCount);

    /// <summary>Share of samples whose true class is among the k most probable, in [0, 1]; NaN without samples.</summary>
    public double TopAccuracy(int k, TieOrder ties = TieOrder.LowIndexFirst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return Enumerable.Range(0, Count).Count(sample => Rank(sample, ties) < k) / (double)Count;
    }

    /// <summary>Mean negative logarithm of the probability of the true class, 0 or more; NaN without samples.</summary>
    /// <remarks>As in scikit-learn 1.2: probabilities are first held to [2^-52, 1 - 2^-52], then each row is divided by its sum.</remarks>
    public double LogLoss() => Count == 0 ? double.NaN : Enumerable.Range(0, Count).Average(sample => LogLossOf(sample));

    /// <summary>The term of one sample in <see cref="LogLoss()"/>.</summary>
    public double LogLossOf(int sample)
    {
        var sum = 0.0;
        foreach (var value in Row(sample))
        {
            sum += Clip(value);
        }

        return -Math.Log(Clip(Row(sample)[Labels[sample]]) / sum);
    }

    /// <summary>Brier score: mean over samples of the squared distance between probabilities and truth, summed over classes, in [0, 2]; NaN without samples.</summary>
    /// <remarks>Brier 1950, Monthly Weather Review 78(1), 1-3. Other programs divide by 2 or by the number of classes.</remarks>
    public double Brier()
    {
        var sum = 0.0;
        for (var sample = 0; sample < Count; sample++)
        {
            var row = Row(sample);
            for (var index = 0; index < ClassCount; index++)
            {
                var distance = row[index] - (index == Labels[sample] ? 1 : 0);
                sum += distance * distance;
            }
        }

        return sum / Count;
    }

    private int Rank(int sample, TieOrder ties)
    {
        var row = Row(sample);
        var label = Labels[sample];
        var before = 0;
        for (var index = 0; index < ClassCount; index++)
        {
            var winsTie = ties is TieOrder.LowIndexFirst ? index < label : index > label;
            before += row[index] > row[label] || (row[index] == row[label] && winsTie) ? 1 : 0;
        }

        return before;
    }

    private static double Clip(double probability) => Math.Clamp(probability, double.ScaleB(1, -52), 1 - double.ScaleB(1, -52));

    private static int ArgMax(ReadOnlySpan<double> row)
    {
        var best = 0;
        for (var index = 1; index < row.Length; index++)
        {
            best = row[index] > row[best] ? index : best;
        }

        return best;
    }
}
