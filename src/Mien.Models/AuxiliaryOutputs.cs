using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models;

/// <summary>The scores of a net with auxiliary classifiers.</summary>
/// <param name="Scores">Those of the net itself, (N, ClassCount).</param>
/// <param name="Auxiliary">Those of the classifiers on the way, (N, ClassCount) each, first to last; empty in evaluation.</param>
public readonly record struct AuxiliaryOutputs(Tensor Scores, ImmutableArray<Tensor> Auxiliary);

/// <summary>
/// A net that has classifiers on the way which help the lower layers to learn. <see cref="Module.Forward"/> leaves them out; a training
/// loop calls <see cref="ForwardWithAuxiliary"/> and adds the loss of each, times <see cref="AuxiliaryLossWeight"/>, to the loss of the scores.
/// </summary>
public interface IAuxiliaryOutputs
{
    /// <summary>Whether the net was built with auxiliary classifiers.</summary>
    bool HasAuxiliary { get; }

    /// <summary>What the loss of an auxiliary classifier counts beside that of the net.</summary>
    double AuxiliaryLossWeight { get; }

    /// <summary>Computes the scores, and in training those of the auxiliary classifiers that the net was built with.</summary>
    /// <param name="input">Pictures (N, C, H, W).</param>
    AuxiliaryOutputs ForwardWithAuxiliary(Tensor input);
}
