using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class WebpTests
{
    [Fact]
    public void An_animation_gives_its_first_frame()
    {
        var (first, second) = (Flat(40), Flat(200));
        Assert.InRange(Pictures.Deviation(first, ImageCodec.Decode(WebpFile.Animation(first, second), "two frames")), 0, 2);
    }

    // 204 is 0.8: 5 * 0.8 + 255 * 0.2 = 55
    [Fact]
    public void Alpha_is_laid_over_white()
    {
        var file = new Bytes().Text("RIFF").U32(26).Text("WEBPVP8L").U32(13).U8(LosslessPixel(5, 5, 5, 204)).U8(0).ToArray();
        Assert.Equal([55, 55, 55], ImageCodec.Decode(file, "clear").Pixels);
    }

    // VP8L (RFC 9649, section 3): signature, 14 bits width - 1, 14 bits height - 1, alpha used, version; then no transform, no
    // colour cache, no meta prefix codes, and five prefix codes of one 8-bit symbol each: green, red, blue, alpha, distance.
    private static byte[] LosslessPixel(byte red, byte green, byte blue, byte alpha)
    {
        var bits = new List<int>();
        void Put(int value, int count) => bits.AddRange(Enumerable.Range(0, count).Select(i => value >> i & 1));
        Put(0, 28);
        Put(1, 1);
        Put(0, 3 + 3);
        foreach (var symbol in (byte[])[green, red, blue, alpha, 0])
        {
            Put(1, 1); // simple code
            Put(0, 1); // one symbol
            Put(1, 1); // of 8 bits
            Put(symbol, 8);
        }

        return [0x2F, .. bits.Chunk(8).Select(octet => (byte)octet.Select((bit, i) => bit << i).Sum())];
    }

    private static Image Flat(byte brightness) => new(8, 8, 3, [.. Enumerable.Repeat(brightness, 192)]);
}
