using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Imaging;

/// <summary>
/// Turns a picture into the numbers that a model takes, as a <see cref="Preprocessing"/> says. Training, evaluation and
/// prediction all come through here, so they cannot differ.
/// </summary>
/// <remarks>
/// Arithmetic in float32 as torchvision's ToTensor and Normalize do it: v / 255, minus mean, divided by deviation; or, with divisor 1,
/// as Keras' preprocess_input does. Looked up in a table of 256 values per channel, because there are no more. Nothing here needs OpenCV
/// but enlarging by other ways than linear; the pixels are those of OpenCV to the last bit.
/// </remarks>
public static class PixelTensor
{
    private const int Levels = 256;

    /// <summary>Writes the picture channel by channel.</summary>
    /// <param name="image">The picture, of any size and channels.</param>
    /// <param name="preprocessing">Size, channels and normalisation.</param>
    /// <param name="destination">Receives shape (Channels, HeightPx, WidthPx).</param>
    /// <exception cref="ArgumentException">The destination is of another length, or the preprocessing contradicts itself.</exception>
    public static void ToPlanar(Image image, Preprocessing preprocessing, Span<float> destination)
    {
        var prepared = Prepare(image, preprocessing, destination.Length);
        Span<float> tables = stackalloc float[Levels * 3];
        FillTables(preprocessing, tables);
        if (preprocessing.Channels == 1)
        {
            WriteGrey(prepared.Pixels, tables[..Levels], destination);
            return;
        }

        var plane = prepared.Width * prepared.Height;
        var redAt = RedAt(preprocessing) * plane;
        WritePlanes(
            Colour.ToRgb(prepared).Pixels, tables, destination.Slice(redAt, plane), destination.Slice(plane, plane), destination.Slice((2 * plane) - redAt, plane));
    }

    /// <summary>Writes the picture pixel by pixel, which is the memory order of channels_last.</summary>
    /// <param name="image">The picture, of any size and channels.</param>
    /// <param name="preprocessing">Size, channels and normalisation.</param>
    /// <param name="destination">Receives shape (HeightPx, WidthPx, Channels).</param>
    /// <exception cref="ArgumentException">The destination is of another length, or the preprocessing contradicts itself.</exception>
    public static void ToInterleaved(Image image, Preprocessing preprocessing, Span<float> destination)
    {
        var prepared = Prepare(image, preprocessing, destination.Length);
        Span<float> tables = stackalloc float[Levels * 3];
        FillTables(preprocessing, tables);
        if (preprocessing.Channels == 1)
        {
            WriteGrey(prepared.Pixels, tables[..Levels], destination);
            return;
        }

        if (prepared.Channels == 1)
        {
            WriteGreyAsColour(prepared.Pixels, tables, RedAt(preprocessing), destination);
            return;
        }

        WritePixels(prepared.Pixels, tables, RedAt(preprocessing), destination);
    }

    /// <summary>The picture at the model's size and channels, still 8 bits: what <see cref="ToPlanar"/> and <see cref="ToInterleaved"/> normalise.</summary>
    /// <remarks>Area means where neither side grows, the preprocessing's own interpolation where one does.</remarks>
    public static Image Fit(Image image, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(preprocessing);
        var (width, height) = (preprocessing.WidthPx, preprocessing.HeightPx);
        var channelled = preprocessing.Channels == 1 ? Colour.ToGrey(image) : image;
        if (width == image.Width && height == image.Height)
        {
            return channelled;
        }

        var shrinks = width <= image.Width && height <= image.Height;
        return Geometry.Resize(channelled, width, height, shrinks ? Interpolation.Area : preprocessing.Enlarge);
    }

    private static Image Prepare(Image image, Preprocessing preprocessing, int length)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        var channels = preprocessing.Channels;
        if (channels is not (1 or 3) || Missing(preprocessing.Scaling.Mean, channels) || Missing(preprocessing.Scaling.Deviation, channels))
        {
            throw new ArgumentException(
                $"Expected 1 or 3 channels with a mean and a deviation each but got {channels} channels, "
                + $"{Count(preprocessing.Scaling.Mean)} means and {Count(preprocessing.Scaling.Deviation)} deviations.", nameof(preprocessing));
        }

        var expected = (long)preprocessing.WidthPx * preprocessing.HeightPx * channels;
        if (length != expected)
        {
            throw new ArgumentException(
                $"Expected room for {expected} values ({preprocessing.WidthPx}x{preprocessing.HeightPx} pixels, {channels} channels) but got {length}.");
        }

        return Fit(image, preprocessing);
    }

    private static int RedAt(Preprocessing preprocessing) => preprocessing.Scaling.IsBgr ? 2 : 0;

    private static int Count(ImmutableArray<float> values) => values.IsDefault ? 0 : values.Length;

    private static bool Missing(ImmutableArray<float> values, int channels) => Count(values) != channels;

    // Not with Vector<float>: code that has it is not compiled ahead of time, and this runs in the first milliseconds of a prediction.
    private static void FillTables(Preprocessing preprocessing, Span<float> tables)
    {
        for (var channel = 0; channel < preprocessing.Channels; channel++)
        {
            var table = tables.Slice(channel * Levels, Levels);
            var (divisor, mean, deviation) = (preprocessing.Scaling.Divisor, preprocessing.Scaling.Mean[channel], preprocessing.Scaling.Deviation[channel]);
            for (var value = 0; value < Levels; value++)
            {
                table[value] = ((value / divisor) - mean) / deviation;
            }
        }
    }

    private static void WriteGrey(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> table, Span<float> destination)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            destination[i] = table[pixels[i]];
        }
    }

    // What expanding the picture to three channels first would give, without the memory for it.
    private static void WriteGreyAsColour(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> tables, int redAt, Span<float> destination)
    {
        var red = tables[..Levels];
        var green = tables.Slice(Levels, Levels);
        var blue = tables.Slice(2 * Levels, Levels);
        for (int i = 0, pixel = 0; pixel < pixels.Length; i += 3, pixel++)
        {
            var value = pixels[pixel];
            destination[i + redAt] = red[value];
            destination[i + 1] = green[value];
            destination[i + 2 - redAt] = blue[value];
        }
    }

    private static void WritePixels(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> tables, int redAt, Span<float> destination)
    {
        var red = tables[..Levels];
        var green = tables.Slice(Levels, Levels);
        var blue = tables.Slice(2 * Levels, Levels);
        for (var i = 0; i + 2 < pixels.Length; i += 3)
        {
            destination[i + redAt] = red[pixels[i]];
            destination[i + 1] = green[pixels[i + 1]];
            destination[i + 2 - redAt] = blue[pixels[i + 2]];
        }
    }

    private static void WritePlanes(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<float> tables, Span<float> redPlane, Span<float> greenPlane, Span<float> bluePlane)
    {
        var red = tables[..Levels];
        var green = tables.Slice(Levels, Levels);
        var blue = tables.Slice(2 * Levels, Levels);
        for (int i = 0, pixel = 0; pixel < redPlane.Length; i += 3, pixel++)
        {
            redPlane[pixel] = red[pixels[i]];
            greenPlane[pixel] = green[pixels[i + 1]];
            bluePlane[pixel] = blue[pixels[i + 2]];
        }
    }
}
