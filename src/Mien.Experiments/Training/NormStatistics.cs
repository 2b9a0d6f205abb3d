using System.Globalization;
using Mien.Core;
using Mien.Torch;

namespace Mien.Experiments;

/// <summary>How soon the running moments of a network's batch norms, with which it is validated, are those of its pictures.</summary>
internal static class NormStatistics
{
    private const double SettledFraction = 0.9;

    /// <summary>A sentence for the user where the scores of more than the first epoch say little; null where all is well.</summary>
    /// <param name="model">The network, with fresh weights.</param>
    /// <param name="batchCount">Batches of an epoch.</param>
    public static string? Remark(Module model, int batchCount)
    {
        var momenta = model.NamedModules().Select(named => named.Module).OfType<BatchNorm>().Select(norm => norm.Momentum).ToArray();
        var epochs = momenta.Length == 0 ? 0 : UnsettledEpochs(momenta.Min(), batchCount);
        return epochs <= 1 ? null
            : string.Create(CultureInfo.InvariantCulture, $"Validation scores of the first {epochs} epochs say little: batch norms of this network take {100 * momenta.Min():0.#} % of a batch into the statistics that they ")
                + $"are measured with, and an epoch has {Counted.Of(batchCount, "batch", "batches")}. A smaller batch shortens that.";
    }

    /// <summary>Epochs until the beginning counts for no more than a tenth, for it counts (1 - m)^n after n batches.</summary>
    internal static int UnsettledEpochs(double momentum, int batchCount) =>
        (int)Math.Ceiling(Math.Log(1 - SettledFraction) / Math.Log(1 - momentum) / batchCount);
}
