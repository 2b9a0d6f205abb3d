using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mien.Imaging.Interop;

/// <summary>Owns the bytes an encoder made.</summary>
internal sealed class BufferHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>A managed copy of the bytes.</summary>
    public byte[] ToArray()
    {
        Vision.CheckCodec(NativeMethods.mien_codecs_buffer_bytes(this, out var bytes, out var count));
        var copy = new byte[checked((int)count)];
        Marshal.Copy(bytes, copy, 0, copy.Length);
        return copy;
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.mien_codecs_buffer_free(handle);
        return true;
    }
}

/// <summary>Owns a loaded cascade of the face detector.</summary>
internal sealed class CascadeHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.mien_vision_cascade_free(handle);
        return true;
    }
}
