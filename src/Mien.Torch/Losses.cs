using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Losses beside PyTorch's own cross-entropy. All are scalars and keep the type of their first argument.</summary>
public static class Losses
{
    // Keeps the ratio finite where both series are constant and equal; far below the moments of any two different values in [-1, 1].
    private const double SmallestMoment = 1e-12;

    // Below it the slope of (1 - p)^gamma for gamma < 1 would leave the range of numbers.
    private const double SmallestDoubt = 1e-7;

    /// <summary>
    /// Cross-entropy against distributions, in the focal form where gamma is above 0 (Lin et al. 2017, ICCV): the mean of
    /// -alpha · weight · target · (1 - p)^gamma · log p, weighted by the targets and class weights.
    /// </summary>
    /// <param name="logits">Scores before softmax, (N, K).</param>
    /// <param name="targets">(N, K), not negative; rows of zeros do not count. One row at least has to.</param>
    /// <param name="classWeights">(K), or null for equal weights.</param>
    /// <param name="labelSmoothing">Part of the targets that is spread over all classes, in [0, 1].</param>
    /// <param name="gamma">How much less a class counts that is answered surely; 0, the default, is cross-entropy.</param>
    /// <param name="alpha">A factor of the whole.</param>
    /// <remarks>For targets of one class each and gamma 0, the number of <see cref="Functional.CrossEntropy"/> with class labels.</remarks>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets, Tensor? classWeights = null, double labelSmoothing = 0, double gamma = 0, double alpha = 1)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        var logs = logits.LogSoftmax(1);
        var weighted = classWeights is null ? targets : targets * classWeights;
        var smoothed = targets;
        if (labelSmoothing > 0)
        {
            smoothed = (targets * (1 - labelSmoothing)) + (targets.Sum(1, keepDimension: true) * (labelSmoothing / targets.Size(1)));
        }

        var each = (classWeights is null ? smoothed : smoothed * classWeights) * logs;
        if (gamma > 0)
        {
            each = each * ((logs.Exp() * -1) + 1).Clamp(SmallestDoubt, null).Pow(gamma);
        }

        return each.Sum() * -alpha / weighted.Sum();
    }

    /// <summary>Mean squared difference.</summary>
    /// <param name="prediction">(N), N at least 1.</param>
    /// <param name="truth">(N).</param>
    public static Tensor MeanSquare(Tensor prediction, Tensor truth)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return (prediction - truth).Pow(2).Mean();
    }

    /// <summary>Mean of half the squared difference up to a limit, and of the difference times the limit, less its half square, beyond. Huber 1964.</summary>
    /// <param name="prediction">(N), N at least 1.</param>
    /// <param name="truth">(N).</param>
    /// <param name="limit">Where it goes over into a straight line, above 0.</param>
    public static Tensor Huber(Tensor prediction, Tensor truth, double limit = 1) => Operators.Huber.Call(prediction, truth, (long)Reduction.Mean, limit);

    /// <summary>1 - concordance correlation coefficient over the batch, in [0, 2]. Lin 1989, Biometrics 45(1); population moments.</summary>
    /// <param name="prediction">(N), N at least 1; of a single value it is 1 and has no slope worth the name.</param>
    /// <param name="truth">(N).</param>
    public static Tensor Concordance(Tensor prediction, Tensor truth)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(truth);
        var (meanOfPrediction, meanOfTruth) = (prediction.Mean(), truth.Mean());
        var (fromMean, truthFromMean) = (prediction - meanOfPrediction, truth - meanOfTruth);
        var covariance = (fromMean * truthFromMean).Mean();
        var spread = fromMean.Pow(2).Mean() + truthFromMean.Pow(2).Mean() + (meanOfPrediction - meanOfTruth).Pow(2);
        return (covariance * -2 / (spread + SmallestMoment)) + 1;
    }
}
