using Mien.Core;

namespace Mien.Imaging.Tests;

public sealed class ImageCodecTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a.png", 3)]
    [InlineData("a.png", 1)]
    [InlineData("a.bmp", 3)]
    [InlineData("a.bmp", 1)]
    [InlineData("a.tif", 3)]
    [InlineData("a.tiff", 1)]
    public void Lossless_formats_return_what_was_written(string name, int channels)
    {
        var image = Pictures.Gradient(37, 21, channels);
        var path = Path.Combine(_folder, name);
        ImageCodec.Write(image, path);
        Assert.Equal(image.Pixels, ImageCodec.Read(path, channels).Pixels);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    // A smooth gradient survives chroma subsampling; 8 levels is what 4:2:0 at quality 95 costs at the edge of its blocks.
    [Theory]
    [InlineData("a.jpg", 3)]
    [InlineData("a.JPEG", 1)]
    [InlineData("a.webp", 3)]
    [InlineData("a.webp", 1)]
    public void Lossy_formats_return_nearly_what_was_written(string name, int channels)
    {
        var image = Pictures.Gradient(64, 48, channels);
        var path = Path.Combine(_folder, name);
        ImageCodec.Write(image, path);
        Assert.InRange(Pictures.Deviation(image, ImageCodec.Read(path, channels)), 0, 8);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Bmp)]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Tiff)]
    public void Equal_pictures_give_equal_bytes_and_a_pixel_is_enough(ImageFormat format)
    {
        var image = new Image(1, 1, 3, [10, 200, 90]);
        var bytes = ImageCodec.Encode(image, format);
        Assert.Equal(bytes, ImageCodec.Encode(image.Clone(), format));
        var header = ImageCodec.ReadHeader(bytes, "pixel");
        Assert.Equal((format, 1, 1, 1), (header.Format, header.Width, header.Height, header.Orientation));
        Assert.InRange(Pictures.Deviation(image, ImageCodec.Decode(bytes, "pixel")), 0, 8);
    }

    // libtiff keeps its error handlers for the whole process; the others must not share anything either.
    [Fact]
    public void Threads_decode_good_and_damaged_files_side_by_side()
    {
        var files = Enum.GetValues<ImageFormat>().Where(format => format != ImageFormat.Pnm)
            .Select(format => ImageCodec.Encode(Pictures.Gradient(48, 40), format)).ToArray();
        var expected = files.Select(file => ImageCodec.Decode(file, "alone").Pixels).ToArray();
        Parallel.For(0, 200, i =>
        {
            var file = files[i % files.Length];
            Assert.Equal(expected[i % files.Length], ImageCodec.Decode(file, "together").Pixels);
            Assert.Throws<ImageException>(() => ImageCodec.Decode(file.AsSpan(0, file.Length / 2), $"cut {i}"));
        });
    }

    [Fact]
    public void The_extension_of_a_file_to_read_does_not_matter()
    {
        var path = Path.Combine(_folder, "really-a-png.jpg");
        AtomicFile.WriteBytes(path, ImageCodec.Encode(Pictures.Gradient(5, 4), ImageFormat.Png));
        Assert.Equal(Pictures.Gradient(5, 4).Pixels, ImageCodec.Read(path).Pixels);
    }

    [Fact]
    public void An_extension_that_names_no_format_to_write_is_refused() =>
        Assert.Contains("found '.gif'", Assert.Throws<ImageException>(() => ImageCodec.Write(new Image(1, 1, 3), Path.Combine(_folder, "a.gif"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a.JPG", true)]
    [InlineData("dir.png/a.webp", true)]
    [InlineData("a.txt", false)]
    [InlineData("jpg", false)]
    [InlineData("a.gif", false)]
    public void Picture_files_are_told_by_extension(string path, bool expected) => Assert.Equal(expected, ImageCodec.HasImageExtension(path));
}
