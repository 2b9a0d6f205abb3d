using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>How libtorch is started; see <see cref="TorchRuntime.Initialize"/>.</summary>
public sealed record TorchOptions
{
    /// <summary>Threads of one operator; 0, the default, takes all processors that this process may use.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Keeps freed memory in the process instead of giving it back to the system after each step: 10 to 20 % faster training
    /// for about 35 % more peak memory. Default true; counts only before libtorch is loaded.
    /// </summary>
    public bool KeepFreedMemory { get; init; } = true;
}

/// <summary>The library as it was found on this machine.</summary>
/// <param name="Version">libtorch's version, such as "1.13.0".</param>
/// <param name="Threads">Threads of one operator.</param>
/// <param name="CpuCapability">The vector instructions its kernels use: "AVX512", "AVX2", "NO AVX", or "unknown".</param>
/// <param name="CudaDeviceCount">Usable CUDA devices; 0 with a libtorch without CUDA.</param>
/// <param name="HasFastBFloat16">Whether bfloat16 is faster than float32 here: the CPU has avx512_bf16 or amx_bf16.</param>
/// <param name="OpenBlas">The OpenBLAS that matrix products use, or null: then they use the system's reference BLAS, 50 times slower.</param>
public sealed record TorchInfo(
    string Version, int Threads, string CpuCapability, int CudaDeviceCount, bool HasFastBFloat16, string? OpenBlas);

/// <summary>libtorch as a whole: start, facts, the generator of dropout, and the count of live tensors.</summary>
public static class TorchRuntime
{
    private static int _threads = Environment.ProcessorCount;

    /// <summary>What was found; loads libtorch if nothing did before.</summary>
    public static TorchInfo Info
    {
        get
        {
            ApplyThreads();
            NativeMethods.mien_torch_threads_get(out var threads).Check();
            NativeMethods.mien_torch_cuda_device_count(out var cudaDevices).Check();
            return new(NativeText.Version, threads, ReadCpuCapability(), cudaDevices, HasFastBFloat16, NativeLoader.OpenBlas);
        }
    }

    /// <summary>
    /// Tensors that exist now, on all threads, whether in a scope or not; those that are unreachable but not yet finalized count.
    /// A training loop keeps this number constant from step to step.
    /// </summary>
    public static long LiveTensors => TensorHandle.Live;

    /// <summary>Whether bfloat16 is faster than float32 on this CPU: it has avx512_bf16 or amx_bf16. Does not load libtorch.</summary>
    public static bool HasFastBFloat16 { get; } = ReadFastBFloat16();

    /// <summary>
    /// Loads libtorch with these options. The first use of a tensor does it with the defaults; later calls change the number of
    /// threads, for the calling thread and for threads that have not used a tensor yet.
    /// </summary>
    /// <param name="options">Null, the default, leaves everything as it was set before.</param>
    /// <exception cref="Core.MienException">libmien_torch.so or libtorch is missing; the message says how to install it.</exception>
    public static void Initialize(TorchOptions? options = null)
    {
        if (options is not null)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
            NativeLoader.Options = options;
            _threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        }

        ApplyThreads();
    }

    /// <summary>
    /// Sets the state of libtorch's generators, which dropout draws from. Called before each step with a number drawn for that step,
    /// a resumed run drops what the uninterrupted run would have dropped.
    /// </summary>
    public static void ManualSeed(ulong seed) => NativeMethods.mien_torch_manual_seed(seed).Check();

    internal static void ApplyThreads() => NativeMethods.mien_torch_threads_set(_threads).Check();

    private static string ReadCpuCapability()
    {
        const string Label = "CPU capability usage: ";
        var description = NativeText.BuildDescription;
        var start = description.IndexOf(Label, StringComparison.Ordinal);
        return start < 0 ? "unknown" : description[(start + Label.Length)..].Split('\n')[0].TrimEnd();
    }

    private static bool ReadFastBFloat16() =>
        File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) is { } flags
        && (flags.Contains("avx512_bf16", StringComparison.Ordinal) || flags.Contains("amx_bf16", StringComparison.Ordinal));
}
