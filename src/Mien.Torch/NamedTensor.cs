namespace Mien.Torch;

/// <summary>A tensor under the name it has in checkpoints, such as "layer1.0.conv1.weight".</summary>
/// <param name="Name">Names of the modules on the way and of the tensor, joined by dots.</param>
/// <param name="Tensor">The tensor itself, owned by its module.</param>
public readonly record struct NamedTensor(string Name, Tensor Tensor);
