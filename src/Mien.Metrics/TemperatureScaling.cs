namespace Mien.Metrics;

/// <summary>
/// Temperature scaling: logits are divided by one number, so that probabilities mean what they say. Probabilities are enough for it, as
/// softmax(z / T) is p^(1/T), divided by its sum. Which class is the most probable one never changes.
/// </summary>
/// <remarks>Guo et al. 2017, arXiv:1706.04599.</remarks>
public static class TemperatureScaling
{
    /// <summary>The smallest temperature that <see cref="Fit"/> gives: no larger one fits, as every picture is right.</summary>
    public const double MinTemperature = 0.01;

    /// <summary>The largest temperature that <see cref="Fit"/> gives: no smaller one fits, as the predictions are no better than chance.</summary>
    public const double MaxTemperature = 100;

    private const int MaxSteps = 200; // bisection alone needs 60

    /// <summary>The temperature that gives the least log loss, between <see cref="MinTemperature"/> and <see cref="MaxTemperature"/>.</summary>
    /// <param name="predictions">At least one; a probability of 0 counts as the smallest of float32, which it was rounded from.</param>
    /// <remarks>In 1/T the loss is convex, as that of a logistic regression in its one weight, so Newton's method, held between bounds, finds the one zero of its slope.</remarks>
    public static double Fit(ClassProbabilities predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfZero(predictions.Count);
        var logits = Logits(predictions);
        var (low, high) = (1 / MaxTemperature, 1 / MinTemperature);
        if (Slope(predictions, logits, low).First >= 0)
        {
            return MaxTemperature;
        }

        if (Slope(predictions, logits, high).First <= 0)
        {
            return MinTemperature;
        }

        var inverse = 1.0;
        for (var step = 0; step < MaxSteps; step++)
        {
            var (first, second) = Slope(predictions, logits, inverse);
            (low, high) = first > 0 ? (low, inverse) : (inverse, high);
            var newton = inverse - (first / second);
            var next = newton > low && newton < high ? newton : (low + high) / 2;
            if (Math.Abs(next - inverse) <= double.BitIncrement(inverse) - inverse)
            {
                break;
            }

            inverse = next;
        }

        return 1 / inverse;
    }

    /// <summary>Makes probabilities those of another temperature.</summary>
    /// <param name="probabilities">Row by row, shape (N, K); changed in place.</param>
    /// <param name="classCount">K.</param>
    /// <param name="temperature">Above 0; above 1 makes the model less sure, below 1 surer.</param>
    public static void Apply(Span<float> probabilities, int classCount, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        for (var start = 0; start < probabilities.Length; start += classCount)
        {
            ApplyToRow(probabilities.Slice(start, classCount), temperature);
        }
    }

    private static void ApplyToRow(Span<float> row, double temperature)
    {
        var best = ArgMax(row);
        var largest = Log(row[best]);
        Span<double> powers = row.Length <= 64 ? stackalloc double[row.Length] : new double[row.Length];
        var sum = 0.0;
        for (var index = 0; index < row.Length; index++)
        {
            powers[index] = row[index] > 0 ? Math.Exp((Math.Log(row[index]) - largest) / temperature) : 0;
            sum += powers[index];
        }

        for (var index = 0; index < row.Length; index++)
        {
            row[index] = (float)(powers[index] / sum);
        }

        // Two that differed in the last digit may now be equal, of which the first would win.
        if (ArgMax(row) != best)
        {
            row[best] = MathF.BitIncrement(row[best]);
        }
    }

    private static double[] Logits(ClassProbabilities predictions)
    {
        var logits = new double[predictions.Count * predictions.ClassCount];
        for (var sample = 0; sample < predictions.Count; sample++)
        {
            var row = predictions.Row(sample);
            for (var index = 0; index < row.Length; index++)
            {
                logits[(sample * row.Length) + index] = Log(row[index]);
            }
        }

        return logits;
    }

    /// <summary>First and second derivative of the summed log loss by 1/T: mean minus true logit, and variance of the logits.</summary>
    private static (double First, double Second) Slope(ClassProbabilities predictions, double[] logits, double inverse)
    {
        var (first, second) = (0.0, 0.0);
        for (var sample = 0; sample < predictions.Count; sample++)
        {
            var row = logits.AsSpan(sample * predictions.ClassCount, predictions.ClassCount);
            var largest = double.NegativeInfinity;
            foreach (var logit in row)
            {
                largest = Math.Max(largest, logit);
            }

            var (sum, weighted, squares) = (0.0, 0.0, 0.0);
            foreach (var logit in row)
            {
                var (distance, weight) = (logit - largest, Math.Exp((logit - largest) * inverse));
                sum += weight;
                weighted += weight * distance;
                squares += weight * distance * distance;
            }

            var mean = weighted / sum;
            first += mean - (row[predictions.Labels[sample]] - largest);
            second += (squares / sum) - (mean * mean);
        }

        return (first, second);
    }

    private static double Log(double probability) => Math.Log(Math.Max(probability, float.Epsilon));

    private static int ArgMax(ReadOnlySpan<float> row)
    {
        var best = 0;
        for (var index = 1; index < row.Length; index++)
        {
            best = row[index] > row[best] ? index : best;
        }

        return best;
    }
}
