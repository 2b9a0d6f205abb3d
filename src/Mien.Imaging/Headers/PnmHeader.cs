namespace Mien.Imaging.Headers;

/// <summary>Header of a binary PGM or PPM file (netpbm's pgm(5) and ppm(5)).</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Channels">1 (P5) or 3 (P6).</param>
/// <param name="MaxValue">Value of full brightness, 1..65535; above 255 a sample has two bytes, the higher first.</param>
/// <param name="DataStart">Position of the first sample.</param>
internal sealed record PnmHeader(int Width, int Height, int Channels, int MaxValue, int DataStart)
{
    private const string Damaged = "is a damaged PGM or PPM: its header is incomplete";

    public ImageHeader ToImageHeader() => new(ImageFormat.Pnm, Width, Height, Channels) { BitsPerSample = MaxValue > byte.MaxValue ? 16 : 8 };

    public static PnmHeader Read(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        var width = Number(bytes, ref at);
        var height = Number(bytes, ref at);
        var maxValue = Number(bytes, ref at);
        if (maxValue is < 1 or > 65535 || at >= bytes.Length)
        {
            throw new FormatException(Damaged);
        }

        return new PnmHeader(width, height, bytes[1] == (byte)'5' ? 1 : 3, maxValue, at + 1);
    }

    private static int Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        SkipSpace(bytes, ref at);
        long value = 0;
        var start = at;
        for (; at < bytes.Length && bytes[at] is >= (byte)'0' and <= (byte)'9' && value <= int.MaxValue; at++)
        {
            value = value * 10 + bytes[at] - '0';
        }

        return at > start && value <= int.MaxValue ? (int)value : throw new FormatException(Damaged);
    }

    private static void SkipSpace(ReadOnlySpan<byte> bytes, ref int at)
    {
        for (; at < bytes.Length; at++)
        {
            if (bytes[at] == (byte)'#')
            {
                var line = bytes[at..].IndexOf((byte)'\n');
                at = line < 0 ? bytes.Length - 1 : at + line;
            }
            else if (bytes[at] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return;
            }
        }
    }
}
