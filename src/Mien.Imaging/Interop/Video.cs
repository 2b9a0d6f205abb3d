using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mien.Imaging.Interop;

/// <summary>What a container says about its video, laid out as in native/video/reader.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VideoHeader
{
    public int Width;
    public int Height;
    public int QuarterTurns;
    public int IsCounted;
    public long FrameCount;
    public double FramesPerSecond;
}

/// <summary>What was damaged, laid out as in native/video/reader.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VideoDamage
{
    public long FrameCount;
    public long FirstFrame;
    public int IsCutOff;
}

/// <summary>Statuses of libmien_video and libmien_camera as exceptions.</summary>
internal static class Video
{
    /// <summary>Such as "5.1.9".</summary>
    public static string FfmpegVersion => Marshal.PtrToStringUTF8(NativeMethods.mien_video_version())!;

    /// <exception cref="VisionException">The status is not 0.</exception>
    public static void Check(int status) => Vision.Check(status, NativeMethods.mien_video_last_error);

    /// <exception cref="VisionException">The status is not 0.</exception>
    public static void CheckCamera(int status) => Vision.Check(status, NativeMethods.mien_camera_last_error);
}

/// <summary>Owns an open video file.</summary>
internal sealed class VideoReaderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>Name of the codec, such as "h264".</summary>
    public string Codec => Marshal.PtrToStringUTF8(NativeMethods.mien_video_codec(this))!;

    protected override bool ReleaseHandle()
    {
        NativeMethods.mien_video_close(handle);
        return true;
    }
}

/// <summary>Owns a video file that is being written.</summary>
internal sealed class VideoWriterHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.mien_video_discard(handle);
        return true;
    }
}

/// <summary>Owns an open camera.</summary>
internal sealed class CameraHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        NativeMethods.mien_camera_close(handle);
        return true;
    }
}
