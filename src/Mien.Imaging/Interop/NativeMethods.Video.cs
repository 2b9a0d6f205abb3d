using System.Runtime.InteropServices;

namespace Mien.Imaging.Interop;

/// <summary>The exports of libmien_video and libmien_camera, each loaded when the first video or camera is opened.</summary>
internal static partial class NativeMethods
{
    private const string VideoLibrary = "mien_video";
    private const string CameraLibrary = "mien_camera";

    [LibraryImport(VideoLibrary)]
    public static partial nint mien_video_last_error();

    [LibraryImport(VideoLibrary)]
    public static partial nint mien_video_version();

    [LibraryImport(VideoLibrary, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mien_video_open(string path, long max_pixels, int timeout_ms, out VideoHeader info, out VideoReaderHandle reader);

    [LibraryImport(VideoLibrary)]
    public static partial void mien_video_close(nint reader);

    [LibraryImport(VideoLibrary)]
    public static partial nint mien_video_codec(VideoReaderHandle reader);

    [LibraryImport(VideoLibrary)]
    public static partial int mien_video_read(VideoReaderHandle reader, Span<byte> pixels, out int is_frame, out double seconds);

    [LibraryImport(VideoLibrary)]
    public static partial int mien_video_damage(VideoReaderHandle reader, out VideoDamage damage);

    [LibraryImport(VideoLibrary, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mien_video_create(string path, int is_mp4, int width, int height, double frames_per_second, out VideoWriterHandle writer);

    [LibraryImport(VideoLibrary)]
    public static partial int mien_video_write(VideoWriterHandle writer, ReadOnlySpan<byte> pixels, double seconds);

    [LibraryImport(VideoLibrary)]
    public static partial int mien_video_finish(VideoWriterHandle writer);

    [LibraryImport(VideoLibrary)]
    public static partial void mien_video_discard(nint writer);

    [LibraryImport(CameraLibrary)]
    public static partial nint mien_camera_last_error();

    [LibraryImport(CameraLibrary)]
    public static partial int mien_camera_open(int index, out int width, out int height, out double frames_per_second, out CameraHandle camera);

    [LibraryImport(CameraLibrary)]
    public static partial int mien_camera_read(CameraHandle camera, Span<byte> pixels, int width, int height);

    [LibraryImport(CameraLibrary)]
    public static partial void mien_camera_close(nint camera);
}
