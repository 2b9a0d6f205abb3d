using Microsoft.Win32.SafeHandles;

namespace Mien.Inference.Interop;

/// <summary>Owns an object of ONNX Runtime.</summary>
internal sealed class OrtHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly OrtFunction _release;

    /// <param name="pointer">The object; this handle releases it.</param>
    /// <param name="release">The function that does.</param>
    public OrtHandle(nint pointer, OrtFunction release)
        : base(ownsHandle: true)
    {
        _release = release;
        SetHandle(pointer);
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.Release(handle, _release);
        return true;
    }
}
