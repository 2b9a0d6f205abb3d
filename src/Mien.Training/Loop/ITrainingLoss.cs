using Mien.Torch;

namespace Mien.Training;

/// <summary>What is minimised.</summary>
public interface ITrainingLoss : IDisposable
{
    /// <summary>The loss of a batch, a scalar with gradients.</summary>
    /// <param name="outputs">What the network gave, (N, outputs), float32: class scores first, then arousal and valence where it has them.</param>
    /// <param name="targets">What it should have given.</param>
    Tensor Compute(Tensor outputs, BatchTargets targets);

    /// <summary>How much the loss of this batch counts in the mean of several batches.</summary>
    double WeightOf(BatchTargets targets);
}
