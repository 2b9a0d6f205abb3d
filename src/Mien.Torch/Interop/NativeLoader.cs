using System.Reflection;
using System.Runtime.InteropServices;
using Mien.Core;

namespace Mien.Torch.Interop;

/// <summary>
/// Loads libmien_torch, and with it libtorch, in the one order that is fast: environment, allocator, BLAS, library.
/// Each step is too late once libtorch is loaded.
/// </summary>
internal static partial class NativeLoader
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;
    private const int ResolveNow = 2;
    private const int Global = 0x100;

    // The OpenMP build shares libgomp's threads with libtorch; Debian's default "libopenblas.so.0" may be the pthread build.
    private static readonly string[] OpenBlasCandidates =
    [
        "/usr/lib/x86_64-linux-gnu/openblas-openmp/libopenblas.so.0",
        "/usr/lib/aarch64-linux-gnu/openblas-openmp/libopenblas.so.0",
        "libopenblas.so.0",
    ];

    private static readonly Lock LoadLock = new();
    private static nint _library;

    /// <summary>The OpenBLAS that was put in front of libtorch's own BLAS, or null when none was found.</summary>
    internal static string? OpenBlas { get; private set; }

    /// <summary>Options for the first load; later changes have no effect here.</summary>
    internal static TorchOptions Options { get; set; } = new();

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != NativeMethods.Library)
        {
            return 0;
        }

        lock (LoadLock)
        {
            return _library != 0 ? _library : _library = Load(assembly);
        }
    }

    private static nint Load(Assembly assembly)
    {
        // Threads that wait for work spin this long. libgomp's default collapses to a third of the speed when another
        // process is busy; this keeps half. Environment.SetEnvironmentVariable does not reach native getenv.
        _ = setenv("GOMP_SPINCOUNT", "1000", overwrite: 0);
        if (Options.KeepFreedMemory)
        {
            // Without these, each step maps, zeroes and unmaps its activations: 10-20 % of training time, for about 35 % more peak memory.
            _ = mallopt(MmapMax, 0);
            _ = mallopt(TrimThreshold, -1);
            _ = mallopt(TopPad, 64 << 20);
        }

        OpenBlas = OpenBlasCandidates.FirstOrDefault(path => dlopen(path, ResolveNow | Global) != 0);
        return Open(NativeMethods.Library, assembly);
    }

    /// <summary>Opens a library that lies beside the assembly, or says what is missing and how to mend it.</summary>
    internal static nint Open(string name, Assembly assembly)
    {
        try
        {
            return NativeLibrary.Load(name, assembly, DllImportSearchPath.AssemblyDirectory);
        }
        catch (DllNotFoundException e)
        {
            throw new MienException(
                $"Could not load lib{name}.so from {AppContext.BaseDirectory}. Install libtorch (Debian: apt-get install libtorch-dev, "
                + $"or run eng/setup) and build again. The loader said: {e.Message}", e);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string path, int flags);
}
