using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class TiffTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Both_byte_orders_are_read(bool bigEndian) =>
        Assert.Equal([1, 2, 3, 4, 5, 6], Decode(new TiffFile { Width = 2, Height = 1, Data = [1, 2, 3, 4, 5, 6], BigEndian = bigEndian }));

    [Fact]
    public void Samples_of_16_bits_are_scaled_to_the_nearest() =>
        Assert.Equal([0, 1, 255], Decode(new TiffFile { Width = 1, Height = 1, Bits = 16, Data = new Bytes().U16(128, 129, 65535).ToArray() }));

    [Fact]
    public void One_bit_with_white_as_zero_is_read() =>
        Assert.Equal([255, 0, 0, 255], Decode(new TiffFile { Width = 4, Height = 1, Bits = 1, Samples = 1, Photometric = TiffFile.WhiteIsZero, Data = [0b_0110_0000] }, 1));

    [Fact]
    public void Palettes_are_resolved() =>
        Assert.Equal([255, 0, 128, 0, 255, 64], Decode(new TiffFile
        {
            Width = 2,
            Height = 1,
            Bits = 1,
            Samples = 1,
            Photometric = TiffFile.Palette,
            ColourMap = [65535, 0, 0, 65535, 128 * 257, 64 * 257],
            Data = [0b_0100_0000],
        }));

    // Alpha 204 is 0.8: apart, 5 * 0.8 + 255 * 0.2 = 55; multiplied in already, 4 + 51 = 55.
    [Theory]
    [InlineData(2, 5)]
    [InlineData(1, 4)]
    public void Alpha_is_laid_over_white_whether_multiplied_into_the_colours_or_not(int kind, byte stored) =>
        Assert.Equal([55, 55, 55], Decode(new TiffFile { Width = 1, Height = 1, Samples = 4, ExtraSample = kind, Data = [stored, stored, stored, 204] }));

    [Fact]
    public void Of_several_pages_the_first_is_read() =>
        Assert.Equal([1, 2, 3], ImageCodec.Decode(TiffFile.Pages(
            bigEndian: false,
            new TiffFile { Width = 1, Height = 1, Data = [1, 2, 3] },
            new TiffFile { Width = 1, Height = 1, Data = [7, 8, 9] }), "pages.tif").Pixels);

    [Fact]
    public void Floating_point_samples_are_refused_with_the_reason()
    {
        var file = new TiffFile { Width = 1, Height = 1, Bits = 32, SampleFormat = TiffFile.Float, Data = new byte[12] };
        var error = Assert.Throws<ImageException>(() => Decode(file));
        Assert.StartsWith("made.tif: is a damaged or unsupported TIFF: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("32-bit", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Decode(TiffFile file, int channels = 3) => ImageCodec.Decode(file.ToArray(), "made.tif", channels).Pixels;
}
