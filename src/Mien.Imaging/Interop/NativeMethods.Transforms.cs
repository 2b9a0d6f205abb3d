using System.Runtime.InteropServices;

namespace Mien.Imaging.Interop;

/// <summary>What transforms of training pictures need: filters, contrast and warps.</summary>
internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    public static partial int mien_vision_gaussian_blur(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int size, double sigma);

    [LibraryImport(Library)]
    public static partial int mien_vision_box_blur(ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int size);

    [LibraryImport(Library)]
    public static partial int mien_vision_median_blur(ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int size);

    [LibraryImport(Library)]
    public static partial int mien_vision_filter(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, ReadOnlySpan<float> kernel, int size);

    [LibraryImport(Library)]
    public static partial int mien_vision_clahe(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, double clip_limit, int tiles_across, int tiles_down);

    [LibraryImport(Library)]
    public static partial int mien_vision_blend(
        ReadOnlySpan<byte> first, double first_weight, ReadOnlySpan<byte> second, double second_weight, int count, Span<byte> target);

    [LibraryImport(Library)]
    public static partial int mien_vision_downscale(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, double scale, int down_interpolation, int up_interpolation);

    [LibraryImport(Library)]
    public static partial int mien_vision_smooth(Span<double> values, int width, int height, ReadOnlySpan<double> weights, int size);

    [LibraryImport(Library)]
    public static partial int mien_vision_smooth_approximately(Span<float> values, int width, int height, int size, double sigma);

    [LibraryImport(Library)]
    public static partial int mien_vision_warp_perspective(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int target_width, int target_height,
        ReadOnlySpan<double> matrix, int interpolation, int border, ReadOnlySpan<byte> fill);

    [LibraryImport(Library)]
    public static partial int mien_vision_remap(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, ReadOnlySpan<float> map_x, ReadOnlySpan<float> map_y,
        int interpolation, int border, ReadOnlySpan<byte> fill);

    [LibraryImport(Library)]
    public static partial int mien_vision_pad(
        ReadOnlySpan<byte> source, int width, int height, int channels, Span<byte> target, int target_width, int target_height, int left, int top,
        int border, ReadOnlySpan<byte> fill);

    [LibraryImport(Library)]
    public static partial int mien_vision_perspective_map(ReadOnlySpan<float> from, ReadOnlySpan<float> to, Span<double> matrix);

    [LibraryImport(Library)]
    public static partial int mien_vision_affine_map(ReadOnlySpan<float> from, ReadOnlySpan<float> to, Span<double> matrix);
}
