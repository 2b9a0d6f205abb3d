using System.Runtime.InteropServices;

namespace Mien.Imaging.Interop;

/// <summary>The exports of libmien_codecs, which reads and writes picture files without OpenCV.</summary>
internal static partial class NativeMethods
{
    private const string CodecsLibrary = "mien_codecs";

    [LibraryImport(CodecsLibrary)]
    public static partial nint mien_codecs_last_error();

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_buffer_bytes(BufferHandle buffer, out nint bytes, out long count);

    [LibraryImport(CodecsLibrary)]
    public static partial void mien_codecs_buffer_free(nint buffer);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_decode_jpeg(ReadOnlySpan<byte> bytes, long count, Span<byte> pixels, int width, int height, int channels);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_decode_png(ReadOnlySpan<byte> bytes, long count, Span<byte> pixels, int width, int height, int channels);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_decode_webp(ReadOnlySpan<byte> bytes, long count, Span<byte> pixels, int width, int height);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_decode_tiff(ReadOnlySpan<byte> bytes, long count, Span<byte> pixels, int width, int height);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_encode_jpeg(ReadOnlySpan<byte> pixels, int width, int height, int channels, int quality, out BufferHandle buffer);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_encode_png(ReadOnlySpan<byte> pixels, int width, int height, int channels, out BufferHandle buffer);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_encode_webp(ReadOnlySpan<byte> rgb, int width, int height, int quality, out BufferHandle buffer);

    [LibraryImport(CodecsLibrary)]
    public static partial int mien_codecs_encode_tiff(ReadOnlySpan<byte> pixels, int width, int height, int channels, out BufferHandle buffer);
}
