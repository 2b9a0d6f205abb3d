using Mien.Imaging;

namespace Mien.Experiments;

/// <summary>Facts about a video that is being read.</summary>
/// <param name="Width">Width of its frames in pixels.</param>
/// <param name="Height">Height of its frames in pixels.</param>
/// <param name="FramesPerSecond">Of those that are taken; 0 where it does not say.</param>
/// <param name="FrameCount">Of all frames, about; null where unknown, such as of a camera.</param>
public sealed record VideoFacts(int Width, int Height, double FramesPerSecond, long? FrameCount);

/// <summary>The frames of videos and cameras, decoded one after another.</summary>
internal static class VideoInput
{
    private const string CameraPrefix = "camera:";

    // 8K; each thread has a frame of three bytes a pixel in its hands.
    private static readonly DecodeLimits Limits = new() { MaxPixels = 36_000_000 };

    /// <summary>Whether an argument names a camera: <c>camera:0</c>.</summary>
    public static bool IsCamera(string argument) => argument.StartsWith(CameraPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file is a video, by its name, or by content where it is not named like a picture.</summary>
    public static bool IsVideo(string path) => VideoFormats.HasVideoExtension(path) || (!ImageCodec.HasImageExtension(path) && StartsLikeVideo(path));

    /// <summary>The frames of a file; what is wrong with it comes last, with the index of the frame that would have followed.</summary>
    public static IEnumerable<InputPicture> Read(string path, FrameSelection selection) => Frames(path, () => VideoReader.Open(path, Limits), selection, isLive: false);

    /// <summary>The frames of a camera, without end; those that come while nobody asks are lost.</summary>
    public static IEnumerable<InputPicture> ReadCamera(string argument, FrameSelection selection) =>
        int.TryParse(argument.AsSpan(CameraPrefix.Length), out var index) && index >= 0
            ? Frames(argument, () => VideoReader.OpenCamera(index), selection, isLive: true)
            : [Failed(argument, null, new(PredictionStatus.Missing, "expected the number of a camera, such as camera:0"))];

    /// <summary>The frames of a reader, which is made when the first is asked for.</summary>
    internal static IEnumerable<InputPicture> Frames(string name, Func<VideoReader> open, FrameSelection selection, bool isLive)
    {
        var (reader, problem) = Try(open);
        if (reader is null)
        {
            yield return Failed(name, null, problem!);
            yield break;
        }

        using (reader)
        {
            var facts = new VideoFacts(reader.Width, reader.Height, selection.RateOf(reader.FramesPerSecond), reader.FrameCount);
            var chosen = selection.Begin();
            while (problem is null)
            {
                (var picture, problem) = Try(() => Next(reader, chosen));
                if (picture is null)
                {
                    break;
                }

                yield return new(name) { Frame = reader.FrameIndex, Time = reader.Time, Picture = picture, Video = facts, IsLive = isLive };
            }

            problem ??= reader.Problem is { } text ? new(PredictionStatus.Unreadable, text) : null;
            if (problem is not null)
            {
                yield return Failed(name, reader.FrameIndex + 1, problem);
            }
        }
    }

    // A new picture for each: several threads work on frames at a time, and drawing keeps them.
    private static Image? Next(VideoReader reader, FrameSelection.Choice choice)
    {
        while (!choice.Takes(reader.FrameIndex + 1, SecondsOfNext(reader)))
        {
            if (!reader.Skip())
            {
                return null;
            }
        }

        var frame = new Image(reader.Width, reader.Height, 3);
        return reader.Read(frame) ? frame : null;
    }

    private static double SecondsOfNext(VideoReader reader) =>
        reader.FrameIndex < 0 ? 0 : reader.Time.TotalSeconds + (reader.FramesPerSecond > 0 ? 1 / reader.FramesPerSecond : 0);

    private static (T? Value, InputProblem? Problem) Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return (read(), null);
        }
        catch (ImageException e)
        {
            return (null, new(PredictionStatuses.Of(e.Kind), e.Problem));
        }
    }

    private static bool StartsLikeVideo(string path)
    {
        try
        {
            var head = new byte[VideoFormats.HeadBytes];
            using var file = File.OpenRead(path);
            return VideoFormats.LooksLikeVideo(head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // whoever reads it as a picture says why
        }
    }

    private static InputPicture Failed(string name, long? frame, InputProblem problem) => new(name) { Frame = frame, Problem = problem };
}
