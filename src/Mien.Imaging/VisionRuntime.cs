using System.Collections.Immutable;
using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>What the imaging part runs on.</summary>
/// <param name="OpenCvVersion">For example "4.6.0".</param>
/// <param name="ReadableFormats">Formats that can be decoded.</param>
/// <param name="WritableFormats">Formats that can be encoded.</param>
/// <param name="CascadePath">The face detector's model file, or null where none is installed.</param>
public sealed record VisionInfo(
    string OpenCvVersion, ImmutableArray<ImageFormat> ReadableFormats, ImmutableArray<ImageFormat> WritableFormats, string? CascadePath);

/// <summary>Tells about the native library behind this project.</summary>
public static class VisionRuntime
{
    /// <summary>Versions and formats; loads the native library.</summary>
    /// <exception cref="MienException">The library or one it needs is missing; the message says how to get it.</exception>
    public static VisionInfo Info => new(
        Vision.OpenCvVersion,
        [.. Enum.GetValues<ImageFormat>()],
        [.. Enum.GetValues<ImageFormat>().Where(format => format != ImageFormat.Pnm)],
        CascadeFile.Find());

    /// <summary>Version of the libraries that read and write videos; loads them.</summary>
    /// <exception cref="MienException">One is missing; the message says how to get it.</exception>
    public static string FfmpegVersion => Video.FfmpegVersion;
}
