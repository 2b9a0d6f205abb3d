using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Turns what a user names into pictures: files, folders, patterns, zip archives, videos, cameras, and a list on the standard input.</summary>
public static class Inputs
{
    /// <summary>The argument that stands for a list of paths, one a line.</summary>
    public const string List = "-";

    /// <summary>
    /// The pictures in the order of the arguments, found as they are needed. A file stands for itself, whatever its name; a folder for all files
    /// below it as <see cref="PicturePaths"/> finds them, archives included; a pattern (<c>photos/**/*.jpg</c>) for the files that it fits, in
    /// ordinal order; an archive for its pictures; a video or <c>camera:0</c> for its frames. What cannot be used appears in its place with a problem.
    /// </summary>
    /// <param name="arguments">Paths, patterns, <see cref="List"/>.</param>
    /// <param name="list">The lines that <see cref="List"/> stands for; null for none.</param>
    /// <param name="frames">Which frames of videos and cameras; null for all.</param>
    public static IEnumerable<InputPicture> Open(IEnumerable<string> arguments, TextReader? list = null, FrameSelection? frames = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        frames ??= new();
        return arguments.SelectMany(argument => argument == List ? Lines(list).SelectMany(line => Expand(line, isPattern: false, frames)) : Expand(argument, isPattern: true, frames));
    }

    /// <summary>Whether an argument is a single video or camera.</summary>
    public static bool IsVideo(string argument) => VideoInput.IsCamera(argument) || (File.Exists(argument) && VideoInput.IsVideo(argument));

    /// <summary>Whether an argument is a camera, which never ends by itself.</summary>
    public static bool IsCamera(string argument) => VideoInput.IsCamera(argument);

    /// <summary>Whether a file below a folder or one that a pattern fits is an input, by its name.</summary>
    internal static bool IsInput(string name) => ImageCodec.HasImageExtension(name) || ZipInput.HasExtension(name) || VideoFormats.HasVideoExtension(name);

    private static IEnumerable<InputPicture> Expand(string argument, bool isPattern, FrameSelection frames) =>
        VideoInput.IsCamera(argument) ? VideoInput.ReadCamera(argument, frames)
        : Directory.Exists(argument) ? PicturePaths.InFolder(argument, IsInput).SelectMany(file => OpenFile(file, frames))
        : isPattern && !File.Exists(argument) && PathPattern.IsPattern(argument) ? PathPattern.Find(argument, IsInput).SelectMany(file => OpenFile(file, frames))
        : File.Exists(argument) ? OpenFile(new(argument), frames)
        : [new(argument) { Problem = new(PredictionStatus.Missing, "no such file or folder") }];

    private static IEnumerable<InputPicture> OpenFile(InputPicture input, FrameSelection frames) =>
        input.Problem is not null ? [input]
        : ZipInput.HasExtension(input.File) ? ZipInput.Read(input.File)
        : VideoInput.IsVideo(input.File) ? VideoInput.Read(input.File, frames)
        : [input];

    private static IEnumerable<string> Lines(TextReader? list)
    {
        while (list?.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }
}
