using System.Globalization;
using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>Frames of a video file.</summary>
internal sealed class VideoFileReader : VideoReader
{
    // Half a minute for one frame is a hundred times what the largest need: what takes longer never comes.
    private const int TimeoutMs = 30_000;

    private readonly string _path;
    private readonly VideoReaderHandle _handle;
    private readonly VideoHeader _header;

    private VideoFileReader(string path, VideoReaderHandle handle, VideoHeader header)
        : base(header.Width, header.Height, header.QuarterTurns) => (_path, _handle, _header) = (path, handle, header);

    /// <inheritdoc/>
    public override string? Problem
    {
        get
        {
            var damage = Damage();
            var frames = FrameIndex + 1;
            return damage.IsCutOff != 0 ? Text($"ends after {Announced(frames)}: the file was cut off")
                : damage.FrameCount > 0 ? Text($"is damaged at frame {damage.FirstFrame}{(damage.FrameCount > 1 ? $" and in {Counted.Of(damage.FrameCount - 1, "more place")}" : "")}; the other frames were read")
                : null;
        }
    }

    public static VideoFileReader OpenFile(string path, DecodeLimits limits)
    {
        if (!File.Exists(path))
        {
            throw Directory.Exists(path) ? new ImageException(path, "is a folder") : new ImageException(path, "does not exist") { Kind = ImageProblem.Missing };
        }

        try
        {
            var maxPixels = Math.Min(limits.MaxPixels, Array.MaxLength / 3);
            Video.Check(NativeMethods.mien_video_open(path, maxPixels, TimeoutMs, out var header, out var handle));
            if (handle.IsInvalid)
            {
                throw new ImageException(path, Text($"has frames of {header.Width}x{header.Height} pixels; at most {maxPixels} pixels are read")) { Kind = ImageProblem.TooLarge };
            }

            return new(path, handle, header)
            {
                Codec = handle.Codec,
                FramesPerSecond = header.FramesPerSecond,
                FrameCount = header.FrameCount > 0 ? header.FrameCount : null,
            };
        }
        catch (VisionException e)
        {
            throw new ImageException(path, e.Message, e);
        }
    }

    private protected override bool Next(Span<byte> pixels, out TimeSpan time)
    {
        try
        {
            Video.Check(NativeMethods.mien_video_read(_handle, pixels, out var isFrame, out var seconds));
            time = TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
            if (isFrame == 0 && FrameIndex < 0)
            {
                throw new ImageException(_path, Damage().FrameCount > 0 ? "is damaged: none of its frames can be decoded" : "has no frames in it");
            }

            return isFrame != 0;
        }
        catch (VisionException e)
        {
            throw new ImageException(_path, Text($"cannot be read at frame {FrameIndex + 1}: {e.Message}"), e);
        }
    }

    private protected override void Close() => _handle.Dispose();

    private VideoDamage Damage()
    {
        Video.Check(NativeMethods.mien_video_damage(_handle, out var damage));
        return damage;
    }

    private string Announced(long frames) => _header.IsCounted != 0 && _header.FrameCount > frames ? Text($"{frames} of {_header.FrameCount} frames") : Counted.Of(frames, "frame");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
