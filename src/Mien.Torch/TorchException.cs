using Mien.Core;

namespace Mien.Torch;

/// <summary>libtorch refused an operation; the message names the operator and carries libtorch's own text.</summary>
public class TorchException(string message, Exception? inner = null) : MienException(message, inner);

/// <summary>The memory of the host or of a device did not suffice; a smaller batch or input helps.</summary>
public sealed class OutOfDeviceMemoryException(string message) : TorchException(message);
