using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// A term of the loss that keeps one kernel small, Keras' <c>kernel_regularizer=L2(c)</c>: c times the sum of squares. Its gradient is
/// 2 c w, so that as the weight decay of an optimizer it is twice the coefficient.
/// </summary>
/// <param name="Name">Checkpoint name of the kernel, for example "conv1_conv.weight".</param>
/// <param name="Kernel">The parameter.</param>
/// <param name="L2">The coefficient c, at least 0.</param>
public sealed record KernelPenalty(string Name, Tensor Kernel, double L2)
{
    /// <summary>What is added to the loss, a scalar that gradients flow through.</summary>
    public Tensor Loss() => L2 * (Kernel * Kernel).Sum();
}

/// <summary>A net that asks for some of its kernels to be kept small. The losses that Keras reports include these terms.</summary>
public interface IKernelPenalties
{
    /// <summary>The kernels with their coefficients; empty where it asks for nothing. Biases and norms are never among them.</summary>
    IEnumerable<KernelPenalty> KernelPenalties { get; }

    /// <summary>The sum of all penalties, a function of the weights at the time of the call; null where the net asks for nothing.</summary>
    Func<Tensor>? Penalty() => KernelPenalties.ToArray() is { Length: > 0 } penalties
        ? () => penalties.Select(penalty => penalty.Loss()).Aggregate((sum, loss) => sum + loss)
        : null;
}
