using Mien.Core;

namespace Mien.Onnx;

/// <summary>A network cannot be exported; the message names the operator and the module where it was called.</summary>
public sealed class OnnxExportException(string message, Exception? inner = null) : MienException(message, inner);
