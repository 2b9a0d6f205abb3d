namespace Mien.Torch.Serialization.Hdf5;

/// <summary>What is wrong with an HDF5 file; becomes a <see cref="CheckpointException"/> with the file's name.</summary>
internal sealed class Hdf5Exception(string message) : Exception(message);
