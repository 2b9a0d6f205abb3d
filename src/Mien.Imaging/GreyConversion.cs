using System.Runtime.Intrinsics;

namespace Mien.Imaging;

/// <summary>
/// Grey from colours and colours from grey without OpenCV, to its last bit (cvtColor: weights of 15 bits, rounded to nearest) and about as fast:
/// who wants nothing else of it does not load it.
/// </summary>
internal static class GreyConversion
{
    private const int Red = 9798, Green = 19235, Blue = 3735, Shift = 15; // 0.299, 0.587 and 0.114
    private const int Together = 16;

    // Four pixels of three bytes, each into four bytes of which the last is 0.
    private static readonly Vector128<byte> Apart = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);

    private static readonly Vector128<byte> First = Vector128.Create((byte)0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5);
    private static readonly Vector128<byte> Second = Vector128.Create((byte)5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10);
    private static readonly Vector128<byte> Third = Vector128.Create((byte)10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15);

    /// <summary>Brightness of each pixel.</summary>
    public static void ToGrey(ReadOnlySpan<byte> rgb, Span<byte> grey)
    {
        const int readBeyond = 2; // pixels: four are read as 16 bytes, of which 12 are theirs
        var at = 0;
        for (; at + Together + readBeyond <= grey.Length; at += Together)
        {
            var pixels = rgb.Slice(3 * at, 3 * (Together + readBeyond));
            var (low, high) = (Vector128.Narrow(Weighed(pixels), Weighed(pixels[12..])), Vector128.Narrow(Weighed(pixels[24..]), Weighed(pixels[36..])));
            Vector128.Narrow(low.AsUInt16(), high.AsUInt16()).CopyTo(grey[at..]);
        }

        for (; at < grey.Length; at++)
        {
            var pixel = rgb.Slice(3 * at, 3);
            grey[at] = (byte)(((pixel[0] * Red) + (pixel[1] * Green) + (pixel[2] * Blue) + (1 << (Shift - 1))) >> Shift);
        }
    }

    /// <summary>Three equal channels for each pixel.</summary>
    public static void ToRgb(ReadOnlySpan<byte> grey, Span<byte> rgb)
    {
        var at = 0;
        for (; at + Together <= grey.Length; at += Together)
        {
            var values = Vector128.Create(grey.Slice(at, Together));
            var to = rgb.Slice(3 * at, 3 * Together);
            Vector128.Shuffle(values, First).CopyTo(to);
            Vector128.Shuffle(values, Second).CopyTo(to[Together..]);
            Vector128.Shuffle(values, Third).CopyTo(to[(2 * Together)..]);
        }

        for (; at < grey.Length; at++)
        {
            rgb.Slice(3 * at, 3).Fill(grey[at]);
        }
    }

    // Vectors of 128 bits, as wider ones are compiled when the program runs: that takes longer than they save.
    private static Vector128<int> Weighed(ReadOnlySpan<byte> pixels)
    {
        var colours = Vector128.Shuffle(Vector128.Create(pixels), Apart).AsInt32();
        var low = Vector128.Create(255);
        return (((colours & low) * Red) + (((colours >> 8) & low) * Green) + ((colours >> 16) * Blue) + Vector128.Create(1 << (Shift - 1))) >> Shift;
    }
}
