using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mien.Torch.Interop;

/// <summary>What an export returns; the values of enum Status in native/common/guard.h.</summary>
internal enum NativeStatus
{
    Ok = 0,
    Failed = 1,
    OutOfMemory = 2,
}

internal static class NativeStatusExtensions
{
    /// <summary>Turns a failure into an exception with libtorch's own text.</summary>
    /// <param name="status">What the export returned.</param>
    /// <param name="context">What was being done: the operator's name, or the calling member.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(this NativeStatus status, [CallerMemberName] string context = "")
    {
        if (status != NativeStatus.Ok)
        {
            Throw(status, context);
        }
    }

    private static void Throw(NativeStatus status, string context)
    {
        var message = $"{context}: {Marshal.PtrToStringUTF8(NativeMethods.mien_torch_last_error())}";
        throw status == NativeStatus.OutOfMemory ? new OutOfDeviceMemoryException(message) : new TorchException(message);
    }
}
