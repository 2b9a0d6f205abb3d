using System.Runtime.InteropServices;

namespace Mien.Inference.Interop;

/// <summary>The loaded library, its table of functions, and what is made once per process: they live until it ends.</summary>
internal sealed unsafe class OrtLibrary
{
    private const uint ApiVersion = 17; // old enough for every runtime in use; newer ones give the same table
    private const int ErrorLevel = 3;
    private const int DeviceAllocator = 0, DefaultMemory = 0;

    private static readonly Lock LoadLock = new();
    private static OrtLibrary? _loaded;

    private readonly nint* _table;

    private OrtLibrary(string path, string version, nint* table)
    {
        (Path, Version) = (path, version);
        _table = table;
    }

    /// <summary>The library of this process; loaded at the first use.</summary>
    /// <exception cref="InferenceException">It is missing or cannot be used; the message says how to get it.</exception>
    public static OrtLibrary Instance
    {
        get
        {
            lock (LoadLock)
            {
                return _loaded ??= Load(LibraryLocation.Find() ?? throw new InferenceException(LibraryLocation.Missing));
            }
        }
    }

    public string Path { get; }

    public string Version { get; }

    public nint Environment { get; private set; }

    /// <summary>Describes the memory of the processor.</summary>
    public nint CpuMemory { get; private set; }

    /// <summary>Frees what the runtime allocates for its caller.</summary>
    public nint Allocator { get; private set; }

    /// <summary>The table itself, for other native code (const OrtApi*).</summary>
    public nint Table => (nint)_table;

    public nint this[OrtFunction function] => _table[(int)function];

    private static OrtLibrary Load(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library) || !NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var getBase))
        {
            throw new InferenceException($"Expected ONNX Runtime for this machine in '{path}' but it cannot be loaded. {LibraryLocation.HowToGet}");
        }

        var entries = ((delegate* unmanaged<nint*>)getBase)();
        var version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)entries[1])())!;
        var table = (nint*)((delegate* unmanaged<uint, nint>)entries[0])(ApiVersion);
        if (table == null)
        {
            throw new InferenceException($"Expected ONNX Runtime 1.{ApiVersion} or newer but '{path}' is {version}. {LibraryLocation.HowToGet}");
        }

        var loaded = new OrtLibrary(path, version, table);
        loaded.Begin();
        return loaded;
    }

    private void Begin()
    {
        nint environment, memory, allocator;
        fixed (byte* name = "mien\0"u8)
        {
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)this[OrtFunction.CreateEnv])(ErrorLevel, name, &environment));
        }

        Check(((delegate* unmanaged<nint, nint>)this[OrtFunction.DisableTelemetryEvents])(environment));
        Check(((delegate* unmanaged<int, int, nint*, nint>)this[OrtFunction.CreateCpuMemoryInfo])(DeviceAllocator, DefaultMemory, &memory));
        Check(((delegate* unmanaged<nint*, nint>)this[OrtFunction.GetAllocatorWithDefaultOptions])(&allocator));
        (Environment, CpuMemory, Allocator) = (environment, memory, allocator);
    }

    /// <summary>Turns a status into an exception with the runtime's own text, and frees it.</summary>
    public void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)this[OrtFunction.GetErrorMessage])(status)) ?? "no reason";
        ((delegate* unmanaged<nint, void>)this[OrtFunction.ReleaseStatus])(status);
        throw new InferenceException(message.ReplaceLineEndings(" ").Trim());
    }
}
