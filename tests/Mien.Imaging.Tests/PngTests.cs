using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class PngTests
{
    [Fact]
    public void Samples_of_16_bits_are_scaled_to_the_nearest_and_not_cut() =>
        // 128 / 257 = 0.498, 129 / 257 = 0.502, 65535 - 128 = 254.502 * 257, 65535 - 129 = 254.498 * 257
        Assert.Equal([0, 0, 1, 255, 254, 255], Decode(new PngFile
        {
            Width = 6,
            Height = 1,
            Depth = 16,
            Colour = PngColour.Grey,
            Data = new Bytes(bigEndian: true).U16(0, 128, 129, 65407, 65406, 65535).ToArray(),
        }, channels: 1));

    [Theory]
    [InlineData(1, new byte[] { 0b_0110_0000 }, new byte[] { 0, 255, 255, 0 })]
    [InlineData(2, new byte[] { 0b_00_01_10_11 }, new byte[] { 0, 85, 170, 255 })]
    [InlineData(4, new byte[] { 0x05, 0xAF }, new byte[] { 0, 85, 170, 255 })]
    public void Small_depths_are_spread_over_the_whole_range(int depth, byte[] data, byte[] expected) =>
        Assert.Equal(expected, Decode(new PngFile { Width = 4, Height = 1, Depth = depth, Colour = PngColour.Grey, Data = data }, channels: 1));

    [Fact]
    public void Palettes_are_resolved_and_transparent_entries_show_white() =>
        Assert.Equal([10, 20, 30, 255, 255, 255, 128, 128, 128], Decode(new PngFile
        {
            Width = 3,
            Height = 1,
            Colour = PngColour.Palette,
            Palette = [10, 20, 30, 40, 50, 60, 1, 1, 1],
            Transparency = [255, 0, 128], // 1 * 128/255 + 255 * 127/255 = 127.5
            Data = [0, 1, 2],
        }));

    [Fact]
    public void Alpha_is_laid_over_white() =>
        Assert.Equal([7, 8, 9, 255, 255, 255, 205, 55, 55], Decode(new PngFile
        {
            Width = 3,
            Height = 1,
            Colour = PngColour.RgbAlpha,
            Data = [7, 8, 9, 255, 7, 8, 9, 0, 193, 5, 5, 204], // 193 * 0.8 + 255 * 0.2 = 205.4
        }));

    [Fact]
    public void Grey_with_alpha_is_laid_over_white_and_stays_grey() =>
        Assert.Equal([7, 255, 55], Decode(new PngFile { Width = 3, Height = 1, Colour = PngColour.GreyAlpha, Data = [7, 255, 7, 0, 5, 204] }, channels: 1));

    [Fact]
    public void Grey_gives_three_equal_channels_where_colour_is_asked_for() =>
        Assert.Equal([9, 9, 9], Decode(new PngFile { Width = 1, Height = 1, Colour = PngColour.Grey, Data = [9] }));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 11)]
    public void Interlaced_pictures_are_put_together(int width, int height)
    {
        var image = Pictures.Gradient(width, height);
        Assert.Equal(image.Pixels, Decode(new PngFile { Width = width, Height = height, Colour = PngColour.Rgb, Data = image.Pixels, Interlaced = true }));
    }

    [Fact]
    public void An_animation_gives_its_first_picture()
    {
        var control = PngFile.Chunk("acTL", new Bytes(bigEndian: true).U32(2, 0).ToArray());
        byte[] Frame(int number) => PngFile.Chunk("fcTL", new Bytes(bigEndian: true).U32(number, 1, 1, 0, 0).U16(1, 10).U8(0, 0).ToArray());
        Assert.Equal([1, 2, 3], Decode(new PngFile
        {
            Width = 1,
            Height = 1,
            Colour = PngColour.Rgb,
            Data = [1, 2, 3],
            Before = [.. control, .. Frame(0)],
            Behind = [.. Frame(1), .. PngFile.Chunk("fdAT", [0, 0, 0, 2, 1, 2, 3])],
        }));
    }

    [Fact]
    public void A_wrong_checksum_is_an_error()
    {
        var file = new PngFile { Width = 1, Height = 1, Colour = PngColour.Grey, Data = [9] }.ToArray();
        file[45] ^= 1;
        Assert.StartsWith("a.png: is a damaged or unsupported PNG: IDAT", Assert.Throws<ImageException>(() => ImageCodec.Decode(file, "a.png")).Message, StringComparison.Ordinal);
    }

    private static byte[] Decode(PngFile file, int channels = 3) => ImageCodec.Decode(file.ToArray(), "made.png", channels).Pixels;
}
