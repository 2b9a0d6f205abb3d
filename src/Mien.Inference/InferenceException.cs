using Mien.Core;

namespace Mien.Inference;

/// <summary>ONNX Runtime is missing, cannot read a model or cannot compute it; in the last two cases the message is the runtime's own.</summary>
public sealed class InferenceException(string message, Exception? inner = null) : MienException(message, inner);
