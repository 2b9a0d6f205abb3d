using Mien.Models.Blocks;
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

    /// <summary>One coefficient for the kernels of all convolutions and linear layers of a net; as a function of the weights at the time of the call.</summary>
    /// <param name="model">The net.</param>
    /// <param name="l2">The coefficient, at least 0.</param>
    /// <returns>Null for 0.</returns>
    public static Func<Tensor>? OfAll(Module model, double l2)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Total([.. from item in model.NamedModules()
                         where l2 > 0
                         let kernel = (item.Module as Conv2d)?.Weight ?? (item.Module as Linear)?.Weight ?? (item.Module as Dense)?.Weight
                         where kernel is not null
                         select new KernelPenalty(item.Name + ".weight", kernel, l2)]);
    }

    /// <summary>The sum of penalties; null for none.</summary>
    internal static Func<Tensor>? Total(KernelPenalty[] penalties) => penalties.Length == 0
        ? null
        : () => penalties.Select(penalty => penalty.Loss()).Aggregate((sum, loss) => sum + loss);
}

/// <summary>A net that asks for some of its kernels to be kept small. The losses that Keras reports include these terms.</summary>
public interface IKernelPenalties
{
    /// <summary>The kernels with their coefficients; empty where it asks for nothing. Biases and norms are never among them.</summary>
    IEnumerable<KernelPenalty> KernelPenalties { get; }

    /// <summary>The sum of all penalties, a function of the weights at the time of the call; null where the net asks for nothing.</summary>
    Func<Tensor>? Penalty() => KernelPenalty.Total([.. KernelPenalties]);
}
