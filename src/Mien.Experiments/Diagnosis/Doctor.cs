using System.Globalization;
using System.Runtime.InteropServices;
using Mien.Imaging;
using Mien.Inference;
using Mien.Reports;
using Mien.Torch;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>Looks at what Mien runs on: versions, devices, what is missing and how to mend it.</summary>
public static class Doctor
{
    private const string SetUp = "eng/setup (or any call of ./mien)";
    private const double LowDiskGib = 2;

    /// <summary>All checks. None of them throws, however little is installed.</summary>
    public static IReadOnlyList<Check> Examine() => [.. Machine(), .. Libtorch(), OnnxRuntimeCheck(), OwnOperators(), .. Vision(), .. Video(), .. Tools(Environment.GetEnvironmentVariable("PATH") ?? ""), Emoji()];

    /// <summary>Helpers that are programs of their own.</summary>
    /// <param name="searchPath">Folders, separated as in PATH.</param>
    public static IEnumerable<Check> Tools(string searchPath)
    {
        ArgumentNullException.ThrowIfNull(searchPath);
        var gnuplot = searchPath.Split(Path.PathSeparator).Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, "gnuplot")).FirstOrDefault(File.Exists);
        yield return gnuplot is null
            ? Check.Warning("charts", "gnuplot is not installed; learning curves are left out", "sudo apt-get install gnuplot-nox")
            : Check.Ok("charts", gnuplot);
    }

    private static IEnumerable<Check> Machine()
    {
        yield return Check.Ok("mien", Provenance.ProgramVersion);
        yield return Check.Ok(".NET", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}");
        yield return Check.Ok("processor", $"{ProcessorName()}, {Environment.ProcessorCount} cores for this process");
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        yield return Check.Ok("memory", Gib(memory));
        var free = new DriveInfo(Directory.GetCurrentDirectory()).AvailableFreeSpace;
        yield return free < LowDiskGib * (1L << 30)
            ? Check.Warning("free disk", $"{Gib(free)} for the current folder; a run of ResNet-18 takes 0.3 GiB", "make room, or train with --run on another disk")
            : Check.Ok("free disk", $"{Gib(free)} for the current folder");
    }

    private static IEnumerable<Check> Libtorch() => Check.Guard("libtorch", SetUp, () =>
    {
        var info = TorchRuntime.Info;
        var device = Device.Parse(info.CudaDeviceCount > 0 ? "cuda" : "cpu");
        var blas = info.OpenBlas is { } path
            ? Check.Ok("matrix products", path)
            : Check.Warning("matrix products", "no OpenBLAS: linear layers are computed by the system's reference BLAS, 50 times slower", "sudo apt-get install libopenblas0-openmp");
        return
        [
            Check.Ok("libtorch", $"{info.Version}, vector instructions {info.CpuCapability}"),
            blas,
            Check.Ok("devices", info.CudaDeviceCount == 0 ? "cpu (no CUDA device that libtorch can use)" : $"cpu and {info.CudaDeviceCount} CUDA"),
            Check.Ok("threads", info.Threads.ToString(CultureInfo.InvariantCulture)),
            Check.Ok("precision: auto", RecipeResolver.Decide(Precision.Auto, device, info).Reason),
        ];
    });

    private static Check OnnxRuntimeCheck()
    {
        try
        {
            return Check.Ok("ONNX Runtime", $"{OnnxRuntime.Info.Version}, {OnnxRuntime.Info.Path}");
        }
        catch (InferenceException e)
        {
            // eng/setup gets nothing where the variable decides.
            var isNamed = Environment.GetEnvironmentVariable(LibraryLocation.Variable) is { Length: > 0 };
            return Check.Warning(
                "ONNX Runtime", $"predictions use libtorch, which starts and runs slower. {e.Message}", isNamed ? $"unset {LibraryLocation.Variable}" : "eng/setup");
        }
    }

    // Whether Mien's own operators compute them is decided by the processor.
    private static Check OwnOperators() => Check.Ok("own operators", (PreparedModel.OperatorsLevel, PreparedModel.HasBfloat16Operators) switch
    {
        _ when !OnnxRuntime.IsInstalled => "libtorch",
        (0, _) when Environment.GetEnvironmentVariable(PreparedModel.OperatorsLevelVariable) is { Length: > 0 } most => $"operators of ONNX Runtime, as {PreparedModel.OperatorsLevelVariable} is {most}",
        (0, _) => "operators of ONNX Runtime; Mien's own need a processor with AVX2",
        (var level, var hasBfloat16) => $"Mien's own operators for {(level == 4 ? "AVX-512" : "AVX2")} in ONNX Runtime, {(hasBfloat16 ? "in bfloat16 (avx512_bf16) unless --precision float32" : "in float32")}",
    });

    private static IEnumerable<Check> Vision() => Check.Guard("OpenCV", SetUp, () =>
    {
        var info = VisionRuntime.Info;
        var cascade = info.CascadePath is { } path
            ? Check.Ok("face detector", path)
            : Check.Warning("face detector", "its data are not installed; 'mien predict' works with --no-detect alone", "sudo apt-get install opencv-data");
        return [Check.Ok("OpenCV", info.OpenCvVersion), Check.Ok("picture formats", string.Join(", ", info.ReadableFormats)), cascade];
    });

    private static Check Emoji() => EmojiFont.Find() is { } font
        ? Check.Ok("emoji", font)
        : Check.Warning("emoji", "no font of them is installed; annotated pictures name the expression alone", "sudo apt-get install fonts-noto-color-emoji");

    private static IEnumerable<Check> Video() => Check.Guard("videos", SetUp, () => [Check.Ok("videos", $"FFmpeg {VisionRuntime.FfmpegVersion}")]);

    private static string ProcessorName() =>
        (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null)
            ?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Gib(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");
}
