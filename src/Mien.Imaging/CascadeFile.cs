using Mien.Core;

namespace Mien.Imaging;

/// <summary>Finds the model files of the detectors.</summary>
internal static class CascadeFile
{
    /// <summary>Environment variable that names a cascade file to use instead of the installed one.</summary>
    public const string Variable = "MIEN_CASCADE";

    private const string FaceFileName = "haarcascade_frontalface_alt2.xml";
    private const string EyeFileName = "haarcascade_eye.xml";
    private static readonly string[] Folders = ["/usr/share/opencv4/haarcascades", "/usr/local/share/opencv4/haarcascades", "/usr/share/opencv/haarcascades"];

    /// <summary>The face detector's file, or null where none is installed. A file named by the environment is returned even if it is missing.</summary>
    public static string? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen
            ? chosen
            : Installed(FaceFileName);

    /// <summary>The face detector's file.</summary>
    /// <exception cref="MienException">There is no such file.</exception>
    public static string Require()
    {
        var path = Find() ?? throw Missing("Faces", FaceFileName);
        return File.Exists(path) ? path : throw new MienException($"Faces cannot be found: {Variable} names '{path}', which does not exist.");
    }

    /// <summary>The eye detector's file.</summary>
    /// <exception cref="MienException">There is no such file.</exception>
    public static string RequireEyes() => Installed(EyeFileName) ?? throw Missing("Eyes", EyeFileName);

    private static string? Installed(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static MienException Missing(string what, string name) =>
        new($"{what} cannot be found: expected {name} in {Folders[0]}. Install it with: sudo apt-get install opencv-data");
}
