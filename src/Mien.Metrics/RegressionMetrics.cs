namespace Mien.Metrics;

/// <summary>
/// How well predicted values, such as valence or arousal, follow true ones. All take two series of equal length N of finite numbers;
/// scores whose ratio is 0/0 are NaN, as are all of an empty series.
/// </summary>
public static class RegressionMetrics
{
    /// <summary>Mean squared error, 0 or more, in squared units of the values.</summary>
    public static double Mse(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        RequireEqualLengths(truth, prediction);
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            sum += (truth[i] - prediction[i]) * (truth[i] - prediction[i]);
        }

        return sum / truth.Length;
    }

    /// <summary>Root of the mean squared error, 0 or more, in units of the values.</summary>
    public static double Rmse(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction) => Math.Sqrt(Mse(truth, prediction));

    /// <summary>Mean absolute error, 0 or more, in units of the values.</summary>
    public static double Mae(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        RequireEqualLengths(truth, prediction);
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            sum += Math.Abs(truth[i] - prediction[i]);
        }

        return sum / truth.Length;
    }

    /// <summary>Pearson's correlation, in [-1, 1] up to rounding; NaN where a series is constant or has one value.</summary>
    public static double Correlation(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        var (of, with, covariance) = Moments(truth, prediction);
        return of.Variance > 0 && with.Variance > 0 ? covariance / Math.Sqrt(of.Variance) / Math.Sqrt(with.Variance) : double.NaN;
    }

    /// <summary>
    /// Concordance correlation coefficient, in [-1, 1]: correlation lowered by differences of mean and spread. 0 where exactly one series
    /// is constant, NaN where both are and equal each other.
    /// </summary>
    /// <remarks>Population (1/N) moments as in Lin 1989, Biometrics 45(1), 255-268.</remarks>
    public static double Ccc(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        var (of, with, covariance) = Moments(truth, prediction);
        return 2 * covariance / (of.Variance + with.Variance + Square(of.Mean - with.Mean));
    }

    /// <summary>The coefficient of <see cref="Ccc"/> with sample moments, 1/(N-1), as some programs compute it; NaN for fewer than two values.</summary>
    public static double CccOfSampleMoments(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        var (of, with, covariance) = Moments(truth, prediction);
        var scale = (double)truth.Length / (truth.Length - 1);
        return truth.Length < 2 ? double.NaN : 2 * covariance * scale / (((of.Variance + with.Variance) * scale) + Square(of.Mean - with.Mean));
    }

    /// <summary>Sign agreement: share of the pairs with equal sign, in [0, 1]. The sign of 0 is 0, so 0 agrees with 0 alone.</summary>
    /// <remarks>Nicolaou, Gunes and Pantic 2011, IEEE Transactions on Affective Computing 2(2), 92-105.</remarks>
    public static double Sagr(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        RequireEqualLengths(truth, prediction);
        var equal = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            equal += Math.Sign(truth[i]) == Math.Sign(prediction[i]) ? 1 : 0;
        }

        return (double)equal / truth.Length;
    }

    /// <summary>
    /// Coefficient of determination, 1 - SSE/SST, at most 1; a prediction worse than the mean of the truth is below 0. With constant truth
    /// 1 where every prediction is right and 0 otherwise, as in scikit-learn; NaN for fewer than two values.
    /// </summary>
    public static double R2(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        var error = Mse(truth, prediction);
        var variance = Moments(truth).Variance;
        return truth.Length < 2 ? double.NaN
            : variance > 0 ? 1 - (error / variance)
            : error == 0 ? 1 : 0;
    }

    // A constant series is recognised by its values: the rounded mean would give it a variance of about 1e-34.
    private static (double Mean, double Variance) Moments(ReadOnlySpan<double> values)
    {
        if (values.IndexOfAnyExcept(values.IsEmpty ? 0 : values[0]) < 0)
        {
            return values.IsEmpty ? (double.NaN, double.NaN) : (values[0], 0);
        }

        var mean = Mean(values);
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += Square(value - mean);
        }

        return (mean, squares / values.Length);
    }

    private static ((double Mean, double Variance) Of, (double Mean, double Variance) With, double Covariance) Moments(
        ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        RequireEqualLengths(truth, prediction);
        var (of, with) = (Moments(truth), Moments(prediction));
        var products = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            products += (truth[i] - of.Mean) * (prediction[i] - with.Mean);
        }

        return (of, with, products / truth.Length);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static double Square(double value) => value * value;

    private static void RequireEqualLengths(ReadOnlySpan<double> truth, ReadOnlySpan<double> prediction)
    {
        if (truth.Length != prediction.Length)
        {
            throw new ArgumentException($"Expected as many predictions as true values but got {prediction.Length} for {truth.Length}.", nameof(prediction));
        }
    }
}
