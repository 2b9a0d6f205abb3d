using System.Diagnostics;
using System.Globalization;
using Mien.Imaging.Interop;

namespace Mien.Imaging;

/// <summary>Frames of a camera, as they come.</summary>
internal sealed class CameraReader : VideoReader
{
    private readonly string _name;
    private readonly CameraHandle _handle;
    private readonly byte[] _passedOver;
    private long _start;

    private CameraReader(string name, CameraHandle handle, int width, int height)
        : base(width, height, quarterTurns: 0) => (_name, _handle, _passedOver) = (name, handle, new byte[width * height * 3]);

    /// <inheritdoc/>
    public override string? Problem => null;

    public static CameraReader OpenDevice(int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"camera:{index}");
        var device = string.Create(CultureInfo.InvariantCulture, $"/dev/video{index}");
        if (!File.Exists(device))
        {
            throw new ImageException(name, $"there is no {device}; {Present()}") { Kind = ImageProblem.Missing };
        }

        try
        {
            Video.CheckCamera(NativeMethods.mien_camera_open(index, out var width, out var height, out var rate, out var handle));
            return new(name, handle, width, height) { Codec = "camera", FramesPerSecond = double.IsFinite(rate) && rate > 0 ? rate : 0 };
        }
        catch (VisionException e)
        {
            throw new ImageException(name, $"{device} cannot be used: {e.Message}. Another program may have it, or reading it is not allowed", e);
        }
    }

    private protected override bool Next(Span<byte> pixels, out TimeSpan time)
    {
        try
        {
            Video.CheckCamera(NativeMethods.mien_camera_read(_handle, pixels.IsEmpty ? _passedOver : pixels, Width, Height));
        }
        catch (VisionException e)
        {
            throw new ImageException(_name, e.Message, e);
        }

        _start = FrameIndex < 0 ? Stopwatch.GetTimestamp() : _start;
        time = Stopwatch.GetElapsedTime(_start);
        return true;
    }

    private protected override void Close() => _handle.Dispose();

    private static string Present()
    {
        var cameras = Directory.EnumerateFiles("/dev", "video*").Select(path => path["/dev/video".Length..]).Order(StringComparer.Ordinal).ToList();
        return cameras.Count == 0 ? "no camera is connected" : $"there are: {string.Join(", ", cameras.Select(number => "camera:" + number))}";
    }
}
