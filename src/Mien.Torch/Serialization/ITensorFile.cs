using System.Collections.Immutable;

namespace Mien.Torch.Serialization;

/// <summary>A file with tensors by name, whatever its format.</summary>
public interface ITensorFile : IDisposable
{
    /// <summary>The tensors' names in the order of the file.</summary>
    ImmutableArray<string> Names { get; }

    /// <summary>Shape and element type of a tensor, without reading it.</summary>
    /// <exception cref="CheckpointException">The file has no tensor of that name.</exception>
    (ImmutableArray<long> Shape, DType DType) Describe(string name);

    /// <summary>
    /// A tensor that is a part of the file itself, mapped into memory: no copy, and read from the disk as it is used. Where elements would be
    /// those of a tensor that was mapped before, as with tied weights, it is a copy: no two share memory.
    /// </summary>
    /// <returns>On the CPU; the current <see cref="TensorScope"/> releases it. It stays valid when the file is closed, replaced or deleted.</returns>
    /// <remarks>
    /// Nobody may write into the file itself or cut it short while the tensor is used: that changes the tensor, or ends the process.
    /// Replacing the file by renaming another one over it, as Mien and downloads do, is no danger.
    /// </remarks>
    /// <exception cref="CheckpointException">The file has no tensor of that name, or cannot be mapped.</exception>
    Tensor Map(string name);
}
