using System.Runtime.InteropServices;
using Mien.Core;

namespace Mien.Imaging.Interop;

/// <summary>Start-up of libmien_vision, and the statuses of the native libraries as exceptions.</summary>
internal static class Vision
{
    private static readonly Lazy<bool> Initialized = new(Initialize, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>OpenCV's version, for example "4.6.0".</summary>
    public static string OpenCvVersion
    {
        get
        {
            EnsureInitialized();
            return Marshal.PtrToStringUTF8(NativeMethods.mien_vision_version())!;
        }
    }

    /// <summary>Loads and prepares the library; cheap after the first call. Every entry point calls it first.</summary>
    /// <exception cref="MienException">The library or one it needs is missing; the message says how to get it.</exception>
    public static void EnsureInitialized() => _ = Initialized.Value;

    /// <summary>Turns a failed status into an exception with the native message.</summary>
    /// <exception cref="VisionException">The status is not 0.</exception>
    public static void Check(int status) => Check(status, NativeMethods.mien_vision_last_error);

    /// <summary>The same of libmien_codecs, which needs no start-up.</summary>
    /// <exception cref="VisionException">The status is not 0.</exception>
    public static void CheckCodec(int status) => Check(status, NativeMethods.mien_codecs_last_error);

    /// <summary>The same of any library; each keeps its own messages.</summary>
    /// <exception cref="VisionException">The status is not 0.</exception>
    public static void Check(int status, Func<nint> lastError)
    {
        if (status != 0)
        {
            throw new VisionException(Marshal.PtrToStringUTF8(lastError()) ?? "unknown failure");
        }
    }

    private static bool Initialize()
    {
        Check(NativeMethods.mien_vision_initialize());
        return true;
    }
}

/// <summary>The native library refused; callers that know the file turn it into an <see cref="ImageException"/>.</summary>
internal sealed class VisionException(string message) : MienException(message);
