using System.Runtime.InteropServices;

namespace Mien.Inference;

/// <summary>Where the library of ONNX Runtime is looked for.</summary>
public static class LibraryLocation
{
    /// <summary>Environment variable with the path of the library; <c>none</c> makes Mien do without.</summary>
    public const string Variable = "MIEN_ONNXRUNTIME";

    /// <summary>The version that eng/setup gets.</summary>
    public const string Version = "1.30.0";

    private const string Off = "none";

    private const string FileName = "libonnxruntime.so.1";
    private const string PackagedName = "libonnxruntime.so"; // of the package Microsoft.ML.OnnxRuntime

    /// <summary>How to get the library, as a sentence for the user.</summary>
    public static string HowToGet => $"Run eng/setup, which gets version {Version}, or set {Variable} to the path of a libonnxruntime.so.";

    internal static string Missing => Named == Off
        ? $"ONNX Runtime is switched off, as {Variable} says '{Off}'."
        : $"ONNX Runtime is not installed: there is no {FileName} in {Folder}. {HowToGet}";

    private static string Platform => $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static string? Named => Environment.GetEnvironmentVariable(Variable);

    private static string Folder => Path.Combine(CacheFolder, "mien", "onnxruntime", Version);

    internal static string CacheFolder => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
        ? cache
        : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/root", ".cache");

    /// <summary>
    /// The library: what <see cref="Variable"/> names, else one beside the program or where the package Microsoft.ML.OnnxRuntime puts it, else the
    /// one that eng/setup got; null for none.
    /// </summary>
    public static string? Find() => Named is { Length: > 0 } named
        ? named == Off ? null : named
        : Find(AppContext.BaseDirectory) ?? Existing(Path.Combine(Folder, FileName));

    /// <summary>The library of a program; null for none.</summary>
    /// <param name="program">The program's folder.</param>
    internal static string? Find(string program) => Existing(Path.Combine(program, FileName)) ?? Existing(Path.Combine(program, PackagedName))
        ?? Existing(Path.Combine(program, "runtimes", Platform, "native", PackagedName));

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
