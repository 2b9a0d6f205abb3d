namespace Mien.Imaging.Tests.Files;

/// <summary>
/// Hand-made JPEG files whose 8x8 blocks are flat: only the mean of each block is stored, so decoded samples are known exactly
/// (ITU-T T.81; quantiser 8 makes the stored number the sample minus 128).
/// </summary>
internal sealed record FlatJpeg
{
    /// <summary>One row of blocks; each has one sample per component, as stored.</summary>
    public required byte[][] Blocks { get; init; }

    public bool Progressive { get; init; }

    /// <summary>Transform byte of an Adobe segment: 0 is RGB or CMYK, 1 YCbCr, 2 YCCK; null leaves the segment out.</summary>
    public byte? AdobeTransform { get; init; }

    /// <summary>How often a progressive file repeats its scan.</summary>
    public int Scans { get; init; } = 1;

    private int Components => Blocks[0].Length;

    public byte[] ToArray()
    {
        var file = new Bytes(bigEndian: true).U8(0xFF, 0xD8);
        if (AdobeTransform is { } transform)
        {
            Segment(file, 0xEE, new Bytes(bigEndian: true).Text("Adobe").U16(100, 0, 0).U8(transform));
        }

        Segment(file, 0xDB, new Bytes().U8(0).U8([.. Enumerable.Repeat((byte)8, 64)]));
        var frame = new Bytes(bigEndian: true).U8(8).U16(8, 8 * Blocks.Length).U8((byte)Components);
        foreach (var id in Ids)
        {
            frame.U8(id, 0x11, 0);
        }

        Segment(file, (byte)(Progressive ? 0xC2 : 0xC0), frame);
        Segment(file, 0xC4, new Bytes().U8(0x00).U8(0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).U8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
        Segment(file, 0xC4, new Bytes().U8(0x10).U8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).U8(0));
        for (var i = 0; i < Scans; i++)
        {
            Scan(file, Ids, 0, Progressive ? 0 : 63, Means());
        }

        // The other coefficients come component by component; without them decoders smooth between blocks.
        foreach (var id in Progressive ? Ids : [])
        {
            Scan(file, [id], 1, 63, new string('0', Blocks.Length));
        }

        return file.U8(0xFF, 0xD9).ToArray();
    }

    private byte[] Ids => [.. Enumerable.Range(1, Components).Select(id => (byte)id)];

    private static void Scan(Bytes file, byte[] ids, int first, int last, string bits)
    {
        Segment(file, 0xDA, new Bytes().U8((byte)ids.Length).U8([.. ids.SelectMany(id => new byte[] { id, 0 })]).U8((byte)first, (byte)last, 0));
        var padded = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        foreach (var octet in padded.Chunk(8))
        {
            var value = Convert.ToByte(new string(octet), 2);
            file.U8(value == 0xFF ? [0xFF, 0] : [value]);
        }
    }

    private static void Segment(Bytes file, byte marker, Bytes content) => file.U8(0xFF, marker).U16(content.Count + 2).U8(content.ToArray());

    // Each block: the 4-bit code of the difference's bit count, the difference, and '0' for no further coefficients.
    private string Means()
    {
        var bits = new System.Text.StringBuilder();
        var last = new int[Components];
        foreach (var block in Blocks)
        {
            for (var component = 0; component < Components; component++)
            {
                var difference = block[component] - 128 - last[component];
                last[component] += difference;
                var size = difference == 0 ? 0 : 32 - int.LeadingZeroCount(Math.Abs(difference));
                bits.Append(Binary(size, 4)).Append(Binary(difference < 0 ? difference + (1 << size) - 1 : difference, size));
                bits.Append(Progressive ? "" : "0");
            }
        }

        return bits.ToString();
    }

    private static string Binary(int value, int count) => count == 0 ? "" : Convert.ToString(value, 2).PadLeft(count, '0');
}
