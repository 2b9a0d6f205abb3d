using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Turns what a user names into pictures: files, folders, patterns, zip archives, and a list on the standard input.</summary>
public static class Inputs
{
    /// <summary>The argument that stands for a list of paths, one a line.</summary>
    public const string List = "-";

    private const string CameraPrefix = "camera:";
    private const int MaxPathLength = 32_768;

    /// <summary>
    /// The pictures in the order of the arguments, found as they are needed. A file stands for itself, whatever its name; a folder for all files
    /// below it as <see cref="PicturePaths"/> finds them, archives included; a pattern (<c>photos/**/*.jpg</c>) for the files that it fits, in
    /// ordinal order; an archive for its pictures. What cannot be used appears in its place with a problem.
    /// </summary>
    /// <param name="arguments">Paths, patterns, <see cref="List"/>.</param>
    /// <param name="list">The lines that <see cref="List"/> stands for; null for none.</param>
    public static IEnumerable<InputPicture> Open(IEnumerable<string> arguments, TextReader? list = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return arguments.SelectMany(argument => argument == List ? Lines(list).SelectMany(line => Expand(line, isPattern: false)) : Expand(argument, isPattern: true));
    }

    /// <summary>Whether a file below a folder or one that a pattern fits is an input, by its name.</summary>
    internal static bool IsInput(string name) => ImageCodec.HasImageExtension(name) || ZipInput.HasExtension(name) || VideoFormats.HasVideoExtension(name);

    private static IEnumerable<InputPicture> Expand(string argument, bool isPattern) =>
        argument.StartsWith(CameraPrefix, StringComparison.OrdinalIgnoreCase) ? [Failed(argument, PredictionStatus.Unsupported, "cameras are not supported in this build")]
        : Directory.Exists(argument) ? PicturePaths.InFolder(argument, IsInput).SelectMany(OpenFile)
        : isPattern && !File.Exists(argument) && PathPattern.IsPattern(argument) ? PathPattern.Find(argument, IsInput).SelectMany(OpenFile)
        : File.Exists(argument) ? OpenFile(new(argument))
        : [Failed(argument, PredictionStatus.Missing, "no such file or folder")];

    private static IEnumerable<InputPicture> OpenFile(InputPicture input) =>
        input.Problem is not null ? [input]
        : ZipInput.HasExtension(input.File) ? ZipInput.Read(input.File)
        : VideoFormats.HasVideoExtension(input.File) ? [Failed(input.File, PredictionStatus.Unsupported, "video is not supported in this build")]
        : [input];

    private static IEnumerable<string> Lines(TextReader? list)
    {
        while (list?.ReadLine() is { } line)
        {
            if (line.Length is > 0 and <= MaxPathLength)
            {
                yield return line;
            }
        }
    }

    private static InputPicture Failed(string file, PredictionStatus status, string problem) => new(file) { Problem = new(status, problem) };
}
