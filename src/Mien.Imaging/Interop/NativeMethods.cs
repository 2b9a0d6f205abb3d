using System.Reflection;
using System.Runtime.InteropServices;
using Mien.Core;

namespace Mien.Imaging.Interop;

/// <summary>The exports of libmien_vision, under their native names; ownership is stated at each export in native/vision.</summary>
internal static partial class NativeMethods
{
    private const string Library = "mien_vision";

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Load);

    [LibraryImport(Library)]
    public static partial nint mien_vision_last_error();

    [LibraryImport(Library)]
    public static partial nint mien_vision_version();

    [LibraryImport(Library)]
    public static partial int mien_vision_initialize();

    [LibraryImport(Library)]
    public static partial int mien_vision_resize(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int target_width, int target_height, int interpolation);

    [LibraryImport(Library)]
    public static partial int mien_vision_flip(ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int axis);

    [LibraryImport(Library)]
    public static partial int mien_vision_transpose(ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target);

    [LibraryImport(Library)]
    public static partial int mien_vision_warp_affine(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int target_width, int target_height,
        ReadOnlySpan<double> matrix, int interpolation, int border, ReadOnlySpan<byte> fill);

    [LibraryImport(Library)]
    public static partial int mien_vision_convert_colour(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int target_channels, int code);

    [LibraryImport(Library)]
    public static partial int mien_vision_draw_rectangle(
        Span<byte> pixels, int width, int height, int channels, ReadOnlySpan<int> box, ReadOnlySpan<byte> colour, int thickness);

    [LibraryImport(Library)]
    public static partial int mien_vision_draw_polyline(
        Span<byte> pixels, int width, int height, int channels, ReadOnlySpan<int> points, int count, int closed, ReadOnlySpan<byte> colour,
        int thickness, int shift);

    [LibraryImport(Library)]
    public static partial int mien_vision_fill_polygon(
        Span<byte> pixels, int width, int height, int channels, ReadOnlySpan<int> points, int count, ReadOnlySpan<byte> colour, int shift);

    [LibraryImport(Library)]
    public static partial int mien_vision_draw_circle(
        Span<byte> pixels, int width, int height, int channels, int x, int y, int radius, ReadOnlySpan<byte> colour, int thickness, int shift);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mien_vision_draw_text(
        Span<byte> pixels, int width, int height, int channels, string text, int x, int y, double scale, ReadOnlySpan<byte> colour, int thickness);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mien_vision_measure_text(string text, double scale, int thickness, Span<int> size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mien_vision_cascade_load(string path, int use_opencv, out CascadeHandle cascade);

    [LibraryImport(Library)]
    public static partial void mien_vision_cascade_free(nint cascade);

    [LibraryImport(Library)]
    public static partial int mien_vision_cascade_detect(
        CascadeHandle cascade, ReadOnlySpan<byte> grey, int width, int height, double scale_step, int min_neighbours, int min_size,
        Span<int> boxes, int capacity, out int count);

    // The runtime's own message lists every path it tried; what a user needs is which library is missing and how to get it.
    private static nint Load(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        try
        {
            return NativeLibrary.Load(name, assembly, searchPath);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new MienException(
                $"{Needs(name)} did not load. Run ./mien doctor in the repository, or eng/setup, which installs them. ({Reason(name, e)})", e);
        }
    }

    private static string Needs(string name) => name switch
    {
        VideoLibrary => "Videos cannot be read or written: libmien_video.so or a library it needs (FFmpeg's libavformat, libavcodec, libswscale)",
        CameraLibrary => "Cameras cannot be used: libmien_camera.so or a library it needs (OpenCV's videoio)",
        CodecsLibrary => "Pictures cannot be read: libmien_codecs.so or a library it needs (libjpeg, libpng, libtiff, libwebp)",
        _ => "Pictures cannot be resampled, drawn on or searched for faces: libmien_vision.so or a library it needs (OpenCV)",
    };

    // Of the loader's many lines the telling one names a shared object that cannot be opened.
    private static string Reason(string name, Exception e) =>
        e.Message.Split('\n').FirstOrDefault(line => line.Contains("cannot open shared object", StringComparison.Ordinal) && !line.Contains(name, StringComparison.Ordinal))?.Trim()
        ?? $"lib{name}.so was not found beside the program";
}
