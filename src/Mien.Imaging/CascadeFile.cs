using Mien.Core;

namespace Mien.Imaging;

/// <summary>Finds the model file of the face detector.</summary>
internal static class CascadeFile
{
    /// <summary>Environment variable that names a cascade file to use instead of the installed one.</summary>
    public const string Variable = "MIEN_CASCADE";

    private const string FileName = "haarcascade_frontalface_alt2.xml";
    private static readonly string[] Folders = ["/usr/share/opencv4/haarcascades", "/usr/local/share/opencv4/haarcascades", "/usr/share/opencv/haarcascades"];

    /// <summary>The file to use, or null where none is installed. A file named by the environment is returned even if it is missing.</summary>
    public static string? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen
            ? chosen
            : Folders.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists);

    /// <exception cref="MienException">There is no such file.</exception>
    public static string Require()
    {
        var path = Find() ?? throw new MienException(
            $"Faces cannot be found: expected {FileName} in {Folders[0]}. Install it with: sudo apt-get install opencv-data");
        return File.Exists(path) ? path : throw new MienException($"Faces cannot be found: {Variable} names '{path}', which does not exist.");
    }
}
