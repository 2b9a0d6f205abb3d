using System.Runtime.InteropServices;

namespace Mien.Torch.Interop;

/// <summary>Owns one reference to a libtorch tensor. Its finalizer is the safety net behind scopes and Dispose.</summary>
internal sealed class TensorHandle : SafeHandle
{
    private static long _live;

    /// <summary>Needed by the marshaller, which fills the handle in.</summary>
    public TensorHandle()
        : base(0, ownsHandle: true)
    {
    }

    internal TensorHandle(nint handle)
        : this() => SetHandle(handle);

    /// <summary>Handles that hold a tensor and were not released yet, on all threads.</summary>
    internal static long Live => Interlocked.Read(ref _live);

    public override bool IsInvalid => handle == 0;

    /// <summary>Counts a handle as live; every handle that a <see cref="Tensor"/> takes over goes through here once.</summary>
    internal TensorHandle Counted()
    {
        Interlocked.Increment(ref _live);
        return this;
    }

    protected override bool ReleaseHandle()
    {
        NativeMethods.mien_torch_tensor_free(handle);
        Interlocked.Decrement(ref _live);
        return true;
    }
}
