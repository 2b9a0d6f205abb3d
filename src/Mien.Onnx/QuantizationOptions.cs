using System.Collections.Immutable;

namespace Mien.Onnx;

/// <summary>What of a network is computed in 8 bits, and how.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Layers (of <see cref="OnnxModel.Layers"/>) that stay in float32; none is the default.</summary>
    public ImmutableHashSet<string> FloatLayers { get; init; } = [];

    /// <summary>Whether values between layers are int8 rather than uint8, the default. The numbers are the same; runtimes may be faster at one of them.</summary>
    public bool SignedActivations { get; init; }
}
