using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class JpegTests
{
    private static readonly byte[][] GreyBlocks = [[200], [31], [90]];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sequential_and_progressive_files_give_their_samples(bool progressive) =>
        Assert.Equal([200, 31, 90], Samples(new FlatJpeg { Blocks = GreyBlocks, Progressive = progressive }, channels: 1));

    [Fact]
    public void Rgb_without_a_colour_transform_stays_as_it_is() =>
        Assert.Equal([250, 20, 130], Samples(new FlatJpeg { Blocks = [[250, 20, 130]], AdobeTransform = 0 }));

    // JFIF: R = Y + 1.402 (Cr - 128), G = Y - 0.344136 (Cb - 128) - 0.714136 (Cr - 128), B = Y + 1.772 (Cb - 128)
    [Fact]
    public void Ycbcr_becomes_rgb() => Assert.Equal([170, 68, 82], Samples(new FlatJpeg { Blocks = [[100, 118, 178]] }));

    // Adobe stores ink inverted, so stored values multiply as light: 200 * 128 / 255 = 100.4
    [Fact]
    public void Cmyk_of_adobe_is_inverted_ink() =>
        Assert.Equal([100, 50, 128], Samples(new FlatJpeg { Blocks = [[200, 100, 255, 128]], AdobeTransform = 0 }));

    [Fact]
    public void Cmyk_without_adobes_mark_is_plain_ink() =>
        Assert.Equal([100, 50, 128], Samples(new FlatJpeg { Blocks = [[55, 155, 0, 127]] }));

    [Fact]
    public void Two_components_are_refused() =>
        Assert.Equal("a.jpg: is a JPEG of 2 components; only 1 (grey), 3 (colour) and 4 (CMYK) are supported",
            Assert.Throws<ImageException>(() => ImageCodec.Decode(new FlatJpeg { Blocks = [[1, 2]] }.ToArray(), "a.jpg")).Message);

    [Fact]
    public void A_sequential_file_that_lacks_only_its_end_mark_is_whole() =>
        Assert.Equal(90, ImageCodec.Decode(new FlatJpeg { Blocks = GreyBlocks }.ToArray().AsSpan()[..^2], "a.jpg", 1).Pixels[^1]);

    // Each scan costs a pass over the picture; without a limit a small file could keep a worker busy for minutes.
    [Fact]
    public void A_file_of_endless_scans_is_refused() =>
        Assert.Contains("more than 500 progressive scans",
            Assert.Throws<ImageException>(() => ImageCodec.Decode(new FlatJpeg { Blocks = GreyBlocks, Progressive = true, Scans = 600 }.ToArray(), "a.jpg")).Message, StringComparison.Ordinal);

    // One sample of each block; a block is flat, so every other one must equal it.
    private static byte[] Samples(FlatJpeg file, int channels = 3)
    {
        var image = ImageCodec.Decode(file.ToArray(), "made.jpg", channels);
        var blocks = file.Blocks.Select((_, i) => Geometry.Crop(image, 8 * i, 0, 8, 8)).ToArray();
        Assert.All(blocks, block => Assert.Single(block.Pixels.Chunk(channels).Select(Convert.ToHexString).Distinct()));
        return [.. blocks.SelectMany(block => block.Pixels[..channels])];
    }
}
