using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class PnmTests
{
    [Fact]
    public void Comments_and_any_white_space_may_stand_in_the_header() =>
        Assert.Equal([1, 2, 3, 4, 5, 6], Decode(new Bytes().Text("P6 # made by hand\n#again\n2\t1\n255\n").U8(1, 2, 3, 4, 5, 6)));

    [Fact]
    public void A_smaller_full_value_is_scaled_to_255() =>
        Assert.Equal([0, 128, 255], Decode(new Bytes().Text("P5\n3 1\n10\n").U8(0, 5, 10), channels: 1));

    [Fact]
    public void Two_byte_samples_have_the_higher_byte_first() =>
        Assert.Equal([0, 128, 255], Decode(new Bytes(bigEndian: true).Text("P5 3 1 1000\n").U16(0, 500, 1000), channels: 1));

    [Fact]
    public void Bitmaps_and_text_variants_are_refused() =>
        Assert.Contains("found a netpbm file other than binary", Assert.Throws<ImageException>(() => Decode(new Bytes().Text("P3 1 1 255\n1 2 3"))).Message, StringComparison.Ordinal);

    private static byte[] Decode(Bytes file, int channels = 3) => ImageCodec.Decode(file.ToArray(), "made.ppm", channels).Pixels;
}
