using System.Text;
using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

public sealed class DamagedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mien-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("", "found an empty file")]
    [InlineData("not a picture\n", "found text")]
    [InlineData("GIF89a..........", "found a GIF, which is not supported; save it as PNG")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "brand 'heic' (HEIC, AVIF or video), which is not supported; save it as JPEG or PNG")]
    [InlineData("%PDF-1.7", "found a PDF")]
    [InlineData("\u0001\u0002\u0003", "found 3 bytes of another kind, beginning with 010203")]
    public void What_is_no_picture_is_named(string content, string expected)
    {
        var path = Path.Combine(_folder, "face.jpg");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(content));
        var error = Assert.Throws<ImageException>(() => ImageCodec.Read(path));
        Assert.StartsWith($"{path}: expected a picture (JPEG, PNG, BMP, WebP, TIFF, PGM or PPM) but ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(path, error.File);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_told_apart()
    {
        var missing = Path.Combine(_folder, "none", "a.jpg");
        Assert.Equal($"{missing}: no such file", Assert.Throws<ImageException>(() => ImageCodec.Read(missing)).Message);
        Assert.Equal($"{_folder}: expected a picture but found a folder", Assert.Throws<ImageException>(() => ImageCodec.Read(_folder)).Message);
    }

    [Fact]
    public void A_file_beyond_the_limit_of_bytes_is_refused_before_it_is_read()
    {
        var path = Path.Combine(_folder, "a.png");
        ImageCodec.Write(Pictures.Gradient(20, 20), path);
        var length = new FileInfo(path).Length;
        var error = Assert.Throws<ImageException>(() => ImageCodec.Read(path, limits: new() { MaxBytes = length - 1 }));
        Assert.Equal($"{path}: has {length} bytes; at most {length - 1} are read", error.Message);
        Assert.Equal(20, ImageCodec.Read(path, limits: new() { MaxBytes = length }).Width);
    }

    public static TheoryData<string, byte[]> Bombs() => new()
    {
        { "png", new PngFile { Width = 50_000, Height = 50_000, Colour = PngColour.Rgb, Data = new byte[50_000] }.ToArray() },
        { "jpeg", Patched(new FlatJpeg { Blocks = [[100]] }.ToArray(), [0xFF, 0xC0], 5, [0xC3, 0x50, 0xC3, 0x50]) },
        { "bmp", new BmpFile { Width = 50_000, Height = 50_000, Bits = 24, Data = [] }.ToArray() },
        { "webp", WebpFile.Announcing(50_000, 50_000) },
        { "tiff", new TiffFile { Width = 50_000, Height = 50_000, Data = [] }.ToArray() },
        { "ppm", Encoding.ASCII.GetBytes("P6 50000 50000 255\n") },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_picture_beyond_the_limit_of_pixels_is_refused_before_memory_is_taken(string format, byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageException>(() => ImageCodec.Decode(file, format));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal($"{format}: has 50000x50000 pixels; at most 100000000 pixels are read", error.Message);
    }

    public static TheoryData<string, byte[]> WholeFiles()
    {
        var image = Pictures.Gradient(24, 24);
        return new()
        {
            { "jpeg", ImageCodec.Encode(image, ImageFormat.Jpeg) },
            { "progressive jpeg", new FlatJpeg { Blocks = [[200], [31], [90]], Progressive = true }.ToArray() },
            { "png", ImageCodec.Encode(image, ImageFormat.Png) },
            { "interlaced png", new PngFile { Width = 24, Height = 24, Colour = PngColour.Rgb, Data = image.Pixels, Interlaced = true }.ToArray() },
            { "bmp", ImageCodec.Encode(image, ImageFormat.Bmp) },
            { "webp", ImageCodec.Encode(image, ImageFormat.Webp) },
            { "animated webp", WebpFile.Animation(image, image) },
            { "tiff", ImageCodec.Encode(image, ImageFormat.Tiff) },
            { "ppm", [.. "P6 24 24 255\n"u8, .. image.Pixels] },
        };
    }

    // A picture that is half grey would poison training: what is left of a file gives the whole picture or none.
    [Theory]
    [MemberData(nameof(WholeFiles))]
    public void Every_cut_gives_the_whole_picture_or_an_error(string name, byte[] file)
    {
        var whole = ImageCodec.Decode(file, name).Pixels;
        var errors = 0;
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.Equal(whole, ImageCodec.Decode(file.AsSpan(0, length), name).Pixels);
            }
            catch (ImageException)
            {
                errors++;
            }
        }

        Assert.InRange(errors, file.Length / 2, file.Length);
    }

    [Fact]
    public void A_header_that_disagrees_with_the_data_is_an_error()
    {
        // The canvas of the container against the picture inside it.
        var file = WebpFile.WithExif(Pictures.Gradient(24, 24), Exif.Block(1));
        file[24] = 30;
        Assert.Throws<ImageException>(() => ImageCodec.Decode(file, "webp"));
    }

    private static byte[] Patched(byte[] file, byte[] mark, int offset, byte[] replacement)
    {
        replacement.CopyTo(file.AsSpan(file.AsSpan().IndexOf(mark) + offset));
        return file;
    }
}
