using Mien.Torch;

namespace Mien.Training;

/// <summary>The weighted sum of the losses of expression, valence and arousal. What is unknown of a sample does not count in its part.</summary>
/// <param name="expression">Of the class scores; disposed of with this.</param>
/// <param name="affect">Of valence and of arousal, each over the samples of a batch that have it.</param>
/// <param name="weights">What each part counts, not negative.</param>
/// <remarks>The network gives class scores, then arousal, then valence.</remarks>
public sealed class JointLoss(ITrainingLoss expression, Func<Tensor, Tensor, Tensor> affect, JointWeights weights) : ITrainingLoss
{
    private const int RegressionOutputs = 2;

    /// <inheritdoc/>
    public Tensor Compute(Tensor outputs, BatchTargets targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        var classCount = outputs.Size(1) - RegressionOutputs;
        var total = expression.Compute(outputs.Narrow(1, 0, classCount), targets) * weights.Expression;
        if (targets.Arousal is { } arousal)
        {
            total = total + (affect(arousal.Of(outputs.Select(1, classCount)), arousal.Values) * weights.Arousal);
        }

        if (targets.Valence is { } valence)
        {
            total = total + (affect(valence.Of(outputs.Select(1, classCount + 1)), valence.Values) * weights.Valence);
        }

        return total;
    }

    /// <inheritdoc/>
    public double WeightOf(BatchTargets targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return targets.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => expression.Dispose();
}

/// <summary>What each part of a joint loss counts.</summary>
/// <param name="Expression">The class scores.</param>
/// <param name="Valence">Valence.</param>
/// <param name="Arousal">Arousal.</param>
public readonly record struct JointWeights(double Expression, double Valence, double Arousal);
