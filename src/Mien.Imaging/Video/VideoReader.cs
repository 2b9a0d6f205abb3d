using Mien.Imaging.Codecs;

namespace Mien.Imaging;

/// <summary>
/// Frames of a video file or a camera, one after the other, upright and with square pixels, in RGB. Nothing is kept of frames that
/// were read, so that memory does not depend on the length. Belongs to one thread at a time.
/// </summary>
/// <remarks>
/// Files are decoded by FFmpeg's libraries: MP4, MOV, MKV, WebM, AVI, MPEG, OGG, FLV and WMV. Playlists, which would have it open
/// other files or addresses, are refused. Colours are converted by the matrix and range that the video names, and by BT.709 for
/// high definition and BT.601 below where it names none.
/// </remarks>
public abstract class VideoReader : IDisposable
{
    private readonly int _quarterTurns;
    private readonly Image? _stored;

    private protected VideoReader(int storedWidth, int storedHeight, int quarterTurns)
    {
        var isSideways = quarterTurns % 2 == 1;
        (Width, Height) = isSideways ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
        _quarterTurns = quarterTurns;
        _stored = quarterTurns == 0 ? null : new Image(storedWidth, storedHeight, 3);
    }

    /// <summary>Width of every frame in pixels, upright.</summary>
    public int Width { get; }

    /// <summary>Height of every frame in pixels, upright.</summary>
    public int Height { get; }

    /// <summary>Frames in a second by what the file or the camera says; 0 where it says nothing. Frames need not come evenly: see <see cref="Time"/>.</summary>
    public double FramesPerSecond { get; private protected init; }

    /// <summary>How many frames the file says it has, or has by its duration; null where unknown. What <see cref="Read"/> gives may differ by a few.</summary>
    public long? FrameCount { get; private protected init; }

    /// <summary>Name of the compression, such as "h264"; "camera" for one.</summary>
    public required string Codec { get; init; }

    /// <summary>Index of the frame that was read last, from 0; -1 before the first.</summary>
    public long FrameIndex { get; private set; } = -1;

    /// <summary>When the last frame is shown, since the first one. Rises from frame to frame.</summary>
    public TimeSpan Time { get; private set; }

    /// <summary>
    /// What was wrong with the file, as the end of a sentence that begins with it; null where nothing was. Complete once
    /// <see cref="Read"/> gave false. Damaged frames in the middle are passed over.
    /// </summary>
    public abstract string? Problem { get; }

    /// <summary>Opens a video file.</summary>
    /// <param name="path">The file; its kind is recognised by content.</param>
    /// <param name="limits">Most pixels of a frame; null for <see cref="DecodeLimits.Default"/>. The size of the file is not limited.</param>
    /// <exception cref="ImageException">The file is missing, no video, damaged in its header, or its frames are too large.</exception>
    /// <exception cref="Core.MienException">A library is missing; the message says how to get it.</exception>
    public static VideoReader Open(string path, DecodeLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return VideoFileReader.OpenFile(path, limits ?? DecodeLimits.Default);
    }

    /// <summary>Opens a camera.</summary>
    /// <param name="index">Its number: 1 is /dev/video1.</param>
    /// <exception cref="ImageException">There is no such camera, it is taken, or it gives no pictures.</exception>
    /// <exception cref="Core.MienException">A library is missing; the message says how to get it.</exception>
    public static VideoReader OpenCamera(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return CameraReader.OpenDevice(index);
    }

    /// <summary>Decodes the next frame. Waits for it, with a camera.</summary>
    /// <param name="frame">RGB of <see cref="Width"/> x <see cref="Height"/>; written over, and of no meaning after false.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="ImageException">Nothing at all can be decoded, a frame takes too long, or the camera fails.</exception>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    public bool Read(Image frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Width != Width || frame.Height != Height || frame.Channels != 3)
        {
            throw new ArgumentException($"Expected a picture of {Width}x{Height} RGB to read a frame into but got {frame}.", nameof(frame));
        }

        if (!Advance((_stored ?? frame).Pixels))
        {
            return false;
        }

        TurnInto(frame);
        return true;
    }

    /// <summary>Passes over the next frame, which costs less than reading it.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="ImageException">As for <see cref="Read"/>.</exception>
    public bool Skip() => Advance([]);

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Decodes a frame as it is stored.</summary>
    /// <param name="pixels">Where to; empty to pass over it.</param>
    /// <param name="time">When it is shown.</param>
    private protected abstract bool Next(Span<byte> pixels, out TimeSpan time);

    private protected abstract void Close();

    private bool Advance(Span<byte> pixels)
    {
        if (!Next(pixels, out var time))
        {
            return false;
        }

        (Time, FrameIndex) = (time, FrameIndex + 1);
        return true;
    }

    private void TurnInto(Image frame)
    {
        if (_stored is null)
        {
            return;
        }

        if (_quarterTurns == 2)
        {
            Geometry.Rotate180(_stored, frame);
            return;
        }

        Orientation.Apply(_stored, _quarterTurns == 1 ? 6 : 8).Pixels.CopyTo(frame.Pixels, 0);
    }
}
