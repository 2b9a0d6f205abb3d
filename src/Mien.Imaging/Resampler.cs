using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Mien.Core;

namespace Mien.Imaging;

/// <summary>
/// Resamples without OpenCV what OpenCV would, to the last bit: by area means and bilinearly. Cubic and nearest are OpenCV's.
/// </summary>
internal static class Resampler
{
    /// <summary>The picture resampled to another size.</summary>
    public static Image Resize(Image image, int width, int height, Interpolation interpolation)
    {
        if (width == image.Width && height == image.Height)
        {
            return image.Clone();
        }

        var (across, down) = (new ResampledAxis(image.Width, width), new ResampledAxis(image.Height, height));
        var result = new Image(width, height, image.Channels);
        switch (interpolation)
        {
            case Interpolation.Area when across.Scale >= 1 && down.Scale >= 1:
            case Interpolation.Linear when across.WholeScale == 2 && down.WholeScale == 2: // which OpenCV takes for area means, too
                AreaResampler.Resize(image, result, across, down);
                return result;
            case Interpolation.Linear:
                LinearResampler.Resize(image, result, across, down);
                return result;
            default:
                Geometry.Resize(image, result, interpolation);
                return result;
        }
    }
}

/// <summary>A side of a picture that is resampled.</summary>
internal readonly struct ResampledAxis
{
    public ResampledAxis(int from, int to)
    {
        (From, To) = (from, to);
        Scale = 1 / ((double)to / from); // not from / to: OpenCV rounds twice
        var whole = (int)Math.Round(Scale);
        WholeScale = Math.Abs(Scale - whole) < DoubleEpsilon ? whole : 0;
    }

    /// <summary>The distance of 1 to the next larger double.</summary>
    private const double DoubleEpsilon = 2.220446049250313e-16;

    /// <summary>Pixels before.</summary>
    public int From { get; }

    /// <summary>Pixels after.</summary>
    public int To { get; }

    /// <summary>Pixels before for each one after.</summary>
    public double Scale { get; }

    /// <summary>The same where it is a whole number; else 0.</summary>
    public int WholeScale { get; }
}

/// <summary>Samples of a pixel side by side.</summary>
internal static class Pixels
{
    /// <summary>Four samples from a place on, a colour pixel and what follows it, and zeros.</summary>
    public static Vector128<byte> Read(ReadOnlySpan<byte> row, int at) => Vector128.CreateScalar(BinaryPrimitives.ReadUInt32LittleEndian(row[at..])).AsByte();

    /// <summary>Four samples from a place on as numbers.</summary>
    public static Vector128<int> Widen(ReadOnlySpan<byte> row, int at) => Vector128.WidenLower(Vector128.WidenLower(Read(row, at))).AsInt32();
}
