using Mien.Data;
using Mien.Torch;

namespace Mien.Training;

/// <summary>
/// Cross-entropy with optional class weights and label smoothing, as PyTorch's, or its focal form. Votes count where a sample has them;
/// samples without a class do not count.
/// </summary>
/// <remarks>With class weights the mean over a batch is weighted: the sum of weighted losses divided by the sum of the weights.</remarks>
public sealed class CrossEntropyLoss : ITrainingLoss
{
    private readonly float[]? _classWeights;
    private readonly double _labelSmoothing;
    private readonly Tensor? _weightTensor;

    /// <param name="classWeights">One number above 0 per class, or null when all count the same.</param>
    /// <param name="labelSmoothing">Part of the target that is spread over all classes, in [0, 1).</param>
    /// <param name="device">Where it is computed.</param>
    public CrossEntropyLoss(float[]? classWeights = null, double labelSmoothing = 0, Device device = default)
    {
        (_classWeights, _labelSmoothing) = (classWeights, labelSmoothing);
        if (classWeights is not null)
        {
            using var onCpu = Tensor.From(classWeights);
            _weightTensor = onCpu.To(device).Keep();
        }
    }

    /// <summary>Focal loss: how much less a sample counts that is answered surely, not negative; 0, the default, is cross-entropy.</summary>
    public double Gamma { get; init; }

    /// <summary>Focal loss: a factor of the whole; default 1.</summary>
    public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public Tensor Compute(Tensor outputs, BatchTargets targets)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (WeightOf(targets) == 0)
        {
            return outputs.Sum() * 0; // no sample has a class: 0, where the mean would be 0/0
        }

        var isPlain = Gamma == 0 && Alpha == 1;
        return targets.Distribution is null && isPlain
            ? Functional.CrossEntropy(outputs, targets.Labels, _weightTensor, _labelSmoothing, ignoreIndex: Sample.NoLabel)
            : Losses.CrossEntropy(outputs, targets.Distribution ?? OneHot(targets.Labels, outputs), _weightTensor, _labelSmoothing, Gamma, Alpha);
    }

    /// <inheritdoc/>
    public double WeightOf(BatchTargets targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return _classWeights is null ? targets.ClassShares.Sum() : targets.ClassShares.Zip(_classWeights, (share, weight) => share * weight).Sum();
    }

    /// <inheritdoc/>
    public void Dispose() => _weightTensor?.Dispose();

    private static Tensor OneHot(Tensor labels, Tensor outputs) =>
        labels.Unsqueeze(1).EqualTo(Tensor.Arange(outputs.Size(1), DType.Int64, outputs.Device)).To(outputs.DType);
}
