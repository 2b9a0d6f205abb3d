using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class OrientationTests
{
    // Six blocks of 8x8 pixels, far enough apart in brightness that no codec confuses them.
    private const string Stored = "ABC/DEF";

    // What a viewer shows for the stored blocks ABC/DEF, by EXIF 2.32: 6 is turned clockwise, 8 counter-clockwise.
    public static TheoryData<ImageFormat, int, string> Cases()
    {
        string[] upright = ["ABC/DEF", "CBA/FED", "FED/CBA", "DEF/ABC", "AD/BE/CF", "DA/EB/FC", "FC/EB/DA", "CF/BE/AD"];
        var cases = new TheoryData<ImageFormat, int, string>();
        foreach (var format in (ImageFormat[])[ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Webp, ImageFormat.Tiff])
        {
            for (var orientation = 1; orientation <= 8; orientation++)
            {
                cases.Add(format, orientation, upright[orientation - 1]);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pictures_come_out_upright_from_every_format_that_can_hold_an_orientation(ImageFormat format, int orientation, string expected)
    {
        var file = Exif.File(Blocks(Stored), format, orientation);
        Assert.Equal(expected, Letters(ImageCodec.Decode(file, "turned")));
        var header = ImageCodec.ReadHeader(file, "turned");
        Assert.Equal((orientation, 8 * expected.Split('/')[0].Length), (header.Orientation, header.Width));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(600)]
    public void An_orientation_that_means_nothing_counts_as_upright(int orientation) =>
        Assert.Equal(Stored, Letters(ImageCodec.Decode(Exif.File(Blocks(Stored), ImageFormat.Jpeg, orientation), "odd")));

    [Fact]
    public void A_damaged_exif_block_does_not_spoil_the_picture()
    {
        var block = Exif.Block(6, bigEndian: true, marked: true);
        var file = Bytes.Insert(ImageCodec.Encode(Blocks(Stored), ImageFormat.Jpeg), 2, Exif.JpegSegment(block[..^14]));
        Assert.Equal(Stored, Letters(ImageCodec.Decode(file, "damaged")));
    }

    [Fact]
    public void An_exif_chunk_behind_the_pixels_of_a_png_counts_too()
    {
        var file = ImageCodec.Encode(Blocks(Stored), ImageFormat.Png);
        Assert.Equal("DA/EB/FC", Letters(ImageCodec.Decode(Bytes.Insert(file, file.Length - 12, PngFile.Chunk("eXIf", Exif.Block(6))), "late")));
    }

    private static byte Brightness(char letter) => (byte)(20 + 40 * (letter - 'A'));

    private static Image Blocks(string letters)
    {
        var rows = letters.Split('/');
        var image = new Image(8 * rows[0].Length, 8 * rows.Length, 3);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var pixel = i / 3;
            image.Pixels[i] = Brightness(rows[pixel / image.Width / 8][pixel % image.Width / 8]);
        }

        return image;
    }

    private static string Letters(Image image) =>
        string.Join('/', Enumerable.Range(0, image.Height / 8).Select(y => string.Concat(
            Enumerable.Range(0, image.Width / 8).Select(x => (char)('A' + (image.Row(8 * y + 4)[3 * (8 * x + 4)]) / 40)))));
}
