using System.Runtime.InteropServices;

namespace Mien.Torch.Interop;

/// <summary>Texts that libtorch keeps for the life of the process.</summary>
internal static class NativeText
{
    /// <summary>Version of libtorch, such as <c>1.13.1</c>.</summary>
    public static string Version => Marshal.PtrToStringUTF8(NativeMethods.mien_torch_version())!;

    /// <summary>How libtorch was built and what it uses of this CPU, some lines.</summary>
    public static string BuildDescription => Marshal.PtrToStringUTF8(NativeMethods.mien_torch_build_description())!;
}
