using System.Collections.Immutable;

namespace Mien.Inference;

/// <summary>What the elements of a tensor are, as far as models of pictures have them.</summary>
public enum ElementType
{
    /// <summary>Something else, or no tensor at all.</summary>
    Other,

    /// <summary>float32.</summary>
    Float32,

    /// <summary>Bytes.</summary>
    UInt8,
}

/// <summary>An input or output of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">Its sizes; -1 where the model leaves one open, such as the number of pictures.</param>
public sealed record TensorInfo(string Name, ElementType Type, ImmutableArray<long> Shape)
{
    /// <summary>Whether it is a tensor of float32.</summary>
    public bool IsFloat32 => Type == ElementType.Float32;
}
