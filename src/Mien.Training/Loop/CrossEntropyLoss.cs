using Mien.Torch;

namespace Mien.Training;

/// <summary>Cross-entropy with optional class weights and label smoothing, as PyTorch's.</summary>
/// <remarks>With class weights the mean over a batch is weighted: the sum of weighted losses divided by the sum of the weights.</remarks>
public sealed class CrossEntropyLoss : IDisposable
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

    /// <summary>The mean loss of a batch, a scalar.</summary>
    /// <param name="logits">(N, classes), float32.</param>
    /// <param name="labels">(N), class indices.</param>
    public Tensor Compute(Tensor logits, Tensor labels) => Functional.CrossEntropy(logits, labels, _weightTensor, _labelSmoothing);

    /// <summary>How much the mean loss of a batch with these labels counts in the mean of several batches.</summary>
    public double WeightOf(ReadOnlySpan<long> labels)
    {
        if (_classWeights is null)
        {
            return labels.Length;
        }

        var sum = 0.0;
        foreach (var label in labels)
        {
            sum += _classWeights[label];
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose() => _weightTensor?.Dispose();
}
