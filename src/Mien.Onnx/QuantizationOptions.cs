using System.Collections.Immutable;

namespace Mien.Onnx;

/// <summary>What of a network is computed in 8 bits.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Layers (of <see cref="OnnxModel.Layers"/>) that stay in float32; none is the default.</summary>
    public ImmutableHashSet<string> FloatLayers { get; init; } = [];
}
