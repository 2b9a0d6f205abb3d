using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class ImageHeaderTests
{
    private static readonly byte[] Pixel = [1, 2, 3, 4, 5, 6, 7, 8];

    public static TheoryData<string, byte[], int, bool> Kinds => new()
    {
        { "PNG, grey of 16 bits", new PngFile { Width = 1, Height = 1, Depth = 16, Colour = PngColour.Grey, Data = Pixel[..2] }.ToArray(), 16, false },
        { "PNG, grey of 1 bit", new PngFile { Width = 1, Height = 1, Depth = 1, Colour = PngColour.Grey, Data = Pixel[..1] }.ToArray(), 1, false },
        { "PNG, colour with alpha", new PngFile { Width = 1, Height = 1, Colour = PngColour.RgbAlpha, Data = Pixel[..4] }.ToArray(), 8, true },
        { "PNG, one transparent colour", new PngFile { Width = 1, Height = 1, Colour = PngColour.Grey, Data = Pixel[..1], Transparency = [0, 1] }.ToArray(), 8, true },
        { "PNG, palette of 4 bits", new PngFile { Width = 1, Height = 1, Depth = 4, Colour = PngColour.Palette, Palette = [1, 2, 3], Data = [0] }.ToArray(), 8, false },
        { "TIFF of 16 bits", new TiffFile { Width = 1, Height = 1, Bits = 16, Data = Pixel[..6] }.ToArray(), 16, false },
        { "TIFF with alpha", new TiffFile { Width = 1, Height = 1, Samples = 4, ExtraSample = 2, Data = Pixel[..4] }.ToArray(), 8, true },
        { "PGM up to 1000", [.. "P5 1 1 1000\n"u8, 0, 1], 16, false },
        { "JPEG", ImageCodec.Encode(new Image(4, 4, 3), ImageFormat.Jpeg), 8, false },
        { "WebP", ImageCodec.Encode(new Image(4, 4, 3), ImageFormat.Webp), 8, false },
    };

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void Bits_and_transparency_are_told_as_stored(string kind, byte[] file, int bits, bool hasAlpha)
    {
        var header = ImageCodec.ReadHeader(file, kind);
        Assert.Equal((bits, hasAlpha), (header.BitsPerSample, header.HasAlpha));
    }

    [Theory]
    [InlineData("a.JPEG", ImageFormat.Jpeg, true)]
    [InlineData("a.png", ImageFormat.Jpeg, false)]
    [InlineData("a.tif", ImageFormat.Tiff, true)]
    [InlineData("a.webp", ImageFormat.Webp, true)]
    [InlineData("a.pgm", ImageFormat.Pnm, true)]
    [InlineData("bmp", ImageFormat.Bmp, false)]
    public void An_extension_fits_its_format_alone(string path, ImageFormat format, bool fits) => Assert.Equal(fits, ImageCodec.ExtensionFits(path, format));
}
