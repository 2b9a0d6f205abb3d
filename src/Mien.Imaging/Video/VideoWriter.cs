using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>
/// Writes a video without sound: MP4 (H.264 where the installed FFmpeg has its encoder, else MPEG-4) or AVI (JPEG in each frame).
/// Until <see cref="Finish"/> the file has a temporary name, and without it nothing is left. Equal frames give equal files.
/// </summary>
public sealed class VideoWriter : IDisposable
{
    private readonly string _path;
    private readonly int _width;
    private readonly int _height;
    private readonly double _framesPerSecond;
    private readonly VideoWriterHandle _handle;
    private long _count;
    private bool _isFinished;

    private VideoWriter(string path, int width, int height, double framesPerSecond, VideoWriterHandle handle) =>
        (_path, _width, _height, _framesPerSecond, _handle) = (path, width, height, framesPerSecond, handle);

    private string Temporary => _path + AtomicFile.TemporarySuffix;

    /// <summary>True where a path ends like a video that can be written: .mp4 or .avi, in any case.</summary>
    public static bool HasWritableExtension(string path) => IsMp4(path) is not null;

    /// <summary>Begins a video.</summary>
    /// <param name="path">Ends with .mp4 or .avi, which chooses the format. There may be no file of that name: none is replaced.</param>
    /// <param name="width">Width of all frames, at least 2; of an odd one the last column is left out.</param>
    /// <param name="height">Height of all frames, at least 2; of an odd one the last row is left out.</param>
    /// <param name="framesPerSecond">From 0.1 to 1000.</param>
    /// <exception cref="ImageException">The extension is another one, there is such a file, or it cannot be written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size or the rate is out of range.</exception>
    public static VideoWriter Create(string path, int width, int height, double framesPerSecond)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 2);
        if (framesPerSecond is not (>= 0.1 and <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(framesPerSecond), framesPerSecond, "Expected 0.1 to 1000 frames per second.");
        }

        var isMp4 = IsMp4(path) ?? throw new ImageException(path, $"expected the extension .mp4 or .avi of a video to write but found '{Path.GetExtension(path)}'");
        if (Path.Exists(path))
        {
            throw new ImageException(path, "is there already, and nothing is replaced; choose another name");
        }

        try
        {
            Video.Check(NativeMethods.mien_video_create(path + AtomicFile.TemporarySuffix, isMp4 ? 1 : 0, width, height, framesPerSecond, out var handle));
            return new(path, width, height, framesPerSecond, handle);
        }
        catch (VisionException e)
        {
            throw new ImageException(path, $"cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Appends a frame.</summary>
    /// <param name="frame">Of the size that the video has; grey frames are written as they look.</param>
    /// <param name="time">When it is shown, later than the one before; null for an even rate. AVI knows only even rates.</param>
    /// <exception cref="ImageException">The disk is full or the encoder refuses.</exception>
    /// <exception cref="ArgumentException">The frame has another size.</exception>
    public void Write(Image frame, TimeSpan? time = null)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Width != _width || frame.Height != _height)
        {
            throw new ArgumentException($"Expected a frame of {_width}x{_height} pixels but got {frame}.", nameof(frame));
        }

        ObjectDisposedException.ThrowIf(_isFinished, this);
        var seconds = time?.TotalSeconds ?? (_count / _framesPerSecond);
        Attempt(() => Video.Check(NativeMethods.mien_video_write(_handle, Colour.ToRgb(frame).Pixels, seconds)));
        _count++;
    }

    /// <summary>Completes the video and gives it its name, once it is on the disk.</summary>
    /// <exception cref="ImageException">The disk is full, or by now there is a file of that name.</exception>
    public void Finish()
    {
        ObjectDisposedException.ThrowIf(_isFinished, this);
        Attempt(() =>
        {
            Video.Check(NativeMethods.mien_video_finish(_handle));
            using (var stream = new FileStream(Temporary, FileMode.Open, FileAccess.ReadWrite))
            {
                stream.Flush(flushToDisk: true);
            }

            SafeFile.Move(Temporary, _path);
            SafeFile.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        });
        _isFinished = true;
    }

    /// <summary>Ends writing; without <see cref="Finish"/> nothing is left of the video.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        if (!_isFinished)
        {
            File.Delete(Temporary);
        }
    }

    private void Attempt(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is VisionException or IOException or UnauthorizedAccessException)
        {
            throw new ImageException(_path, $"cannot be written: {e.Message}", e);
        }
    }

    private static bool? IsMp4(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".mp4" => true,
        ".avi" => false,
        _ => null,
    };
}
