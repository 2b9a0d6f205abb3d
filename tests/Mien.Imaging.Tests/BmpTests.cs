using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class BmpTests
{
    private static readonly byte[] FourColours = [30, 20, 10, 0, 60, 50, 40, 0, 90, 80, 70, 0, 3, 2, 1, 0];

    [Fact]
    public void Rows_run_from_the_bottom_and_from_the_top_where_the_height_is_negative()
    {
        byte[] rows = [3, 2, 1, 0, 6, 5, 4, 0];
        Assert.Equal([4, 5, 6, 1, 2, 3], Decode(new BmpFile { Width = 1, Height = 2, Bits = 24, Data = rows }));
        Assert.Equal([1, 2, 3, 4, 5, 6], Decode(new BmpFile { Width = 1, Height = -2, Bits = 24, Data = rows }));
    }

    [Theory]
    [InlineData(1, new byte[] { 0b_1010_0000, 0, 0, 0 }, new byte[] { 40, 10, 40 })]
    [InlineData(4, new byte[] { 0x21, 0x30, 0, 0 }, new byte[] { 70, 40, 1 })]
    [InlineData(8, new byte[] { 3, 0, 2, 0 }, new byte[] { 1, 10, 70 })]
    public void Palettes_are_resolved(int bits, byte[] row, byte[] reds) =>
        Assert.Equal(reds, Reds(new BmpFile { Width = 3, Height = 1, Bits = bits, Palette = FourColours, Data = row }));

    [Fact]
    public void Sixteen_bits_are_five_each_and_32_bits_ignore_their_last_byte()
    {
        Assert.Equal([255, 0, 132], Decode(new BmpFile { Width = 1, Height = 1, Bits = 16, Data = [0x10, 0x7C, 0, 0] })); // 16 of 31 is 131.6 of 255
        Assert.Equal([1, 2, 3], Decode(new BmpFile { Width = 1, Height = 1, Bits = 32, Data = [3, 2, 1, 0] }));
    }

    [Fact]
    public void Bit_fields_say_where_the_colours_are() =>
        Assert.Equal([8, 255, 0], Decode(new BmpFile { Width = 1, Height = 1, Bits = 16, Compression = 3, Masks = [0x001F, 0x07E0, 0xF800], Data = [0xE1, 0x07, 0, 0] }));

    [Fact]
    public void Runs_of_8_bits_are_unrolled()
    {
        byte[] runs = [2, 1, 1, 2, 0, 0, 0, 3, 3, 2, 0, 0, 0, 1]; // 1 1 2, end of line, literals 3 2 0, end
        Assert.Equal([1, 70, 10, 40, 40, 70], Reds(new BmpFile { Width = 3, Height = 2, Bits = 8, Compression = 1, Palette = FourColours, Data = runs }));
    }

    [Fact]
    public void Runs_of_4_bits_are_unrolled()
    {
        byte[] runs = [3, 0x12, 0, 2, 1, 0, 1, 0x30, 0, 1]; // 1 2 1, jump one to the right, 3, end
        Assert.Equal([40, 70, 40, 10, 1], Reds(new BmpFile { Width = 5, Height = 1, Bits = 4, Compression = 2, Palette = FourColours, Data = runs }));
    }

    [Fact]
    public void A_compression_inside_a_bmp_that_nobody_writes_is_refused() =>
        Assert.Equal("made.bmp: is a BMP with compression 5, which is not supported; save it as PNG",
            Assert.Throws<ImageException>(() => Decode(new BmpFile { Width = 1, Height = 1, Bits = 24, Compression = 5, Data = new byte[4] })).Message);

    private static byte[] Decode(BmpFile file) => ImageCodec.Decode(file.ToArray(), "made.bmp").Pixels;

    private static byte[] Reds(BmpFile file) => [.. Decode(file).Where((_, i) => i % 3 == 0)];
}
