namespace Mien.Data.Transforms;

/// <summary>What is put where a transform has no pixel: a value for each of three channels, of which a grey picture takes the first.</summary>
/// <param name="R">The first channel, red.</param>
/// <param name="G">The second channel, green.</param>
/// <param name="B">The third channel, blue.</param>
public readonly record struct FillColour(byte R, byte G, byte B)
{
    /// <summary>Whether all channels get the same.</summary>
    internal bool IsGrey => R == G && G == B;

    internal byte this[int channel] => channel switch { 0 => R, 1 => G, _ => B };

    /// <summary>The colour of a border as OpenCV takes it: one number fills the first channel only, nothing is black.</summary>
    internal static FillColour OfBorder(ChannelValues? value) => new(Border(value, 0), Border(value, 1), Border(value, 2));

    /// <summary>The colour of pixels as numpy takes it: one number fills all channels, fractions are cut.</summary>
    internal static FillColour OfPixels(ChannelValues value) => new(Pixel(value, 0), Pixel(value, 1), Pixel(value, 2));

    internal void CopyTo(Span<byte> fill) => (fill[0], fill[1], fill[2]) = (R, G, B);

    private static byte Border(ChannelValues? value, int channel) =>
        value is not null && channel < value.Values.Length ? (byte)Math.Clamp(Math.Round(value.Values[channel]), 0, 255) : (byte)0;

    private static byte Pixel(ChannelValues value, int channel) => (byte)Math.Clamp(value.Values[Math.Min(channel, value.Values.Length - 1)], 0, 255);
}
