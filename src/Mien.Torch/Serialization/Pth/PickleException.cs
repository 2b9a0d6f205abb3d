namespace Mien.Torch.Serialization.Pth;

/// <summary>What is wrong with a file, as the end of a sentence about it; <see cref="PthFile"/> puts the file's name in front.</summary>
internal sealed class PickleException(string problem) : Exception(problem);
