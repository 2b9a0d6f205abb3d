using Mien.Torch;

namespace Mien.Models;

/// <summary>Weights made for colour pictures in a net for grey ones.</summary>
public static class GreyInput
{
    private const int Colours = 3;

    /// <summary>
    /// Sums the first kernel of a file over its three input channels where the net has one: the net then computes from a grey picture what
    /// the original computes from its three equal channels, if all three are normalised alike. Whoever loads weights so says it to the user.
    /// </summary>
    /// <param name="model">The net that the weights are for.</param>
    /// <param name="state">Weights by the names of the net.</param>
    /// <returns>The weights to load; those of <paramref name="state"/> itself but for the kernel, which the caller owns.</returns>
    public static GreyAdaptation Adapt(Module model, IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(state);
        var kernels = model.NamedParameters().Where(item => state.TryGetValue(item.Name, out var stored) && IsColourOf(stored, item.Tensor));
        if (kernels.Select(item => item.Name).FirstOrDefault() is not { } name)
        {
            return new(state, KernelName: null);
        }

        using var noGrad = NoGrad.Begin();
        return new(new Dictionary<string, Tensor>(state) { [name] = state[name].Sum(1, keepDimension: true) }, name);
    }

    private static bool IsColourOf(Tensor stored, Tensor grey) =>
        grey.Rank == 4 && grey.Size(1) == 1 && stored.Shape.SequenceEqual([grey.Size(0), Colours, grey.Size(2), grey.Size(3)]);
}

/// <summary>What <see cref="GreyInput.Adapt"/> made of a file of weights.</summary>
/// <param name="State">The weights to load.</param>
/// <param name="KernelName">Name of the kernel that was summed, or null where nothing needed it.</param>
public sealed record GreyAdaptation(IReadOnlyDictionary<string, Tensor> State, string? KernelName);
