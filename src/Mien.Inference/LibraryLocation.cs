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

    /// <summary>How to get the library, as a sentence for the user.</summary>
    public static string HowToGet => $"Run eng/setup, which gets version {Version}, or set {Variable} to the path of a libonnxruntime.so.";

    internal static string Missing => Named == Off
        ? $"ONNX Runtime is switched off, as {Variable} says '{Off}'."
        : $"ONNX Runtime is not installed: there is no {FileName} in {Folder}. {HowToGet}";

    private static string? Named => Environment.GetEnvironmentVariable(Variable);

    private static string Folder => Path.Combine(CacheFolder, "mien", "onnxruntime", Version);

    private static string CacheFolder => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
        ? cache
        : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/root", ".cache");

    /// <summary>The library: what <see cref="Variable"/> names, else one beside the program, else the one that eng/setup got; null for none.</summary>
    public static string? Find()
    {
        return Named is { Length: > 0 } named
            ? named == Off ? null : named
            : new[] { AppContext.BaseDirectory, Folder }.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists);
    }
}
