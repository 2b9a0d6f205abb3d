using System.Reflection;
using System.Runtime.InteropServices;
using Mien.Imaging;
using Mien.Torch;

namespace Mien.Experiments;

/// <summary>What made a run, for the header of its recipe.</summary>
internal static class Provenance
{
    /// <summary>Version of the program and, where it was built from a git checkout, the commit.</summary>
    public static string ProgramVersion { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Lines of comment.</summary>
    public static IEnumerable<string> Header(ExperimentData data, string precisionReason)
    {
        var torch = TorchRuntime.Info;
        yield return "The recipe of this run with everything decided. 'mien train' of this file repeats it.";
        yield return $"mien {ProgramVersion} (the part behind + is the git commit)";
        yield return $"libtorch {torch.Version} ({torch.CpuCapability}), OpenCV {VisionRuntime.Info.OpenCvVersion}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}";
        yield return $"{data.Train.Samples.Length} training and {data.Validation.Samples.Length} validation pictures of {data.Train.Labels}";
        yield return $"precision: {precisionReason}";
    }
}
