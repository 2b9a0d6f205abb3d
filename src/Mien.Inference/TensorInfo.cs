using System.Collections.Immutable;

namespace Mien.Inference;

/// <summary>An input or output of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFloat32">Whether it is a tensor of float32.</param>
/// <param name="Shape">Its sizes; -1 where the model leaves one open, such as the number of pictures.</param>
public sealed record TensorInfo(string Name, bool IsFloat32, ImmutableArray<long> Shape);
