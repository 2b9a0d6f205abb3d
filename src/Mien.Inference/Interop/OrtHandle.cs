using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mien.Inference.Interop;

/// <summary>Owns an object of ONNX Runtime.</summary>
internal sealed class OrtHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly OrtFunction _release;
    private readonly SafeHandle? _memory;

    /// <param name="pointer">The object; this handle releases it.</param>
    /// <param name="release">The function that does.</param>
    /// <param name="memory">What the object reads from as long as it lives; may be disposed of elsewhere before.</param>
    public OrtHandle(nint pointer, OrtFunction release, SafeHandle? memory = null)
        : base(ownsHandle: true)
    {
        var added = false;
        memory?.DangerousAddRef(ref added);
        (_release, _memory) = (release, memory);
        SetHandle(pointer);
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.Release(handle, _release);
        _memory?.DangerousRelease();
        return true;
    }
}
