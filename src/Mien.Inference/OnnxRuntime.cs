using Mien.Inference.Interop;

namespace Mien.Inference;

/// <summary>ONNX Runtime as a whole: whether it is there, and which.</summary>
public static class OnnxRuntime
{
    /// <summary>Whether there is a library to load; it is not loaded by this.</summary>
    public static bool IsInstalled => LibraryLocation.Find() is not null;

    /// <summary>Version and path of the library; loads it.</summary>
    /// <exception cref="InferenceException">It is missing or cannot be used; the message says how to get it.</exception>
    public static (string Version, string Path) Info => (OrtLibrary.Instance.Version, OrtLibrary.Instance.Path);
}
