using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models.Weights;

/// <summary>A net with weights from a file.</summary>
/// <param name="Module">The net, in training mode as every new one; the caller owns it.</param>
/// <param name="Remarks">What was done to make the weights fit, as sentences for the user; often empty.</param>
public sealed record LoadedModel(Module Module, ImmutableArray<string> Remarks);

/// <summary>What may be done to make weights fit.</summary>
public sealed record WeightsOptions
{
    /// <summary>
    /// Whether fresh weights may stand in the place of the last layers where the file's are for other classes; default false, which
    /// makes that an error.
    /// </summary>
    public bool ReplacesHead { get; init; }

    /// <summary>Decides the fresh weights.</summary>
    public ulong Seed { get; init; }
}
