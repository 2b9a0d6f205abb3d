namespace Mien.Imaging;

/// <summary>
/// A decoded picture in managed memory: 8 bits per sample, rows packed without gaps from the top, channels interleaved,
/// RGB order (or one grey channel). It holds no handle and needs no disposal.
/// </summary>
public sealed class Image
{
    /// <summary>A black picture.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="channels">3 for RGB, 1 for grey.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or there are neither 1 nor 3 channels, or more than 2 GiB.</exception>
    public Image(int width, int height, int channels)
        : this(width, height, channels, new byte[CheckedLength(width, height, channels)])
    {
    }

    /// <summary>A picture over existing samples, which are not copied.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="channels">3 for RGB, 1 for grey.</param>
    /// <param name="pixels">Samples, shape (height, width, channels).</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or there are neither 1 nor 3 channels, or more than 2 GiB.</exception>
    /// <exception cref="ArgumentException">The number of samples is not width * height * channels.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        var expected = CheckedLength(width, height, channels);
        if (pixels.Length != expected)
        {
            throw new ArgumentException(
                $"Expected {expected} samples for {width}x{height} pixels of {channels} channels but got {pixels.Length}.", nameof(pixels));
        }

        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>Width in pixels, at least 1.</summary>
    public int Width { get; }

    /// <summary>Height in pixels, at least 1.</summary>
    public int Height { get; }

    /// <summary>3 for RGB, 1 for grey.</summary>
    public int Channels { get; }

    /// <summary>Samples, shape (Height, Width, Channels). The array is the picture's own: writing to it changes the picture.</summary>
    public byte[] Pixels { get; }

    /// <summary>Samples of one row, shape (Width, Channels).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="y"/> is not in [0, Height).</exception>
    public Span<byte> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        var length = Width * Channels;
        return Pixels.AsSpan(y * length, length);
    }

    /// <summary>A copy that shares nothing with this picture.</summary>
    public Image Clone() => new(Width, Height, Channels, (byte[])Pixels.Clone());

    /// <inheritdoc/>
    public override string ToString() => $"{Width}x{Height} {(Channels == 1 ? "grey" : "RGB")}";

    private static int CheckedLength(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Expected 1 channel (grey) or 3 (RGB).");
        }

        var length = (long)width * height * channels;
        return length <= Array.MaxLength
            ? (int)length
            : throw new ArgumentOutOfRangeException(nameof(width), $"{width}x{height} pixels of {channels} channels exceed the {Array.MaxLength} bytes of one array.");
    }
}
