using System.Runtime.InteropServices;
using Mien.Core;
using Mien.Imaging.Tests.Files;

namespace Mien.Imaging.Tests;

/// <summary>Damaged files, the same ones in every run: each gives a picture or an <see cref="ImageException"/>, and nothing is printed.</summary>
public sealed class FuzzTests
{
    private const int FilesPerKind = 400;
    private static readonly DecodeLimits Limits = new() { MaxPixels = 1_000_000 };

    public static TheoryData<string, byte[]> Seeds()
    {
        var image = Pictures.Gradient(40, 24);
        var seeds = new TheoryData<string, byte[]>();
        foreach (var format in Enum.GetValues<ImageFormat>().Where(format => format != ImageFormat.Pnm))
        {
            seeds.Add(format.ToString(), ImageCodec.Encode(image, format));
        }

        seeds.Add("progressive", new FlatJpeg { Blocks = [[200, 10, 3], [31, 9, 100], [90, 50, 3]], Progressive = true }.ToArray());
        seeds.Add("cmyk", new FlatJpeg { Blocks = [[200, 10, 3, 9], [31, 9, 100, 8]], AdobeTransform = 2 }.ToArray());
        seeds.Add("interlaced", new PngFile { Width = 40, Height = 24, Colour = PngColour.Rgb, Data = image.Pixels, Interlaced = true }.ToArray());
        seeds.Add("palette", new PngFile { Width = 4, Height = 2, Depth = 4, Colour = PngColour.Palette, Palette = new byte[48], Data = [0, 1, 2, 3] }.ToArray());
        seeds.Add("exif", Exif.File(image, ImageFormat.Jpeg, 6));
        seeds.Add("animation", WebpFile.Animation(image, image));
        seeds.Add("pages", TiffFile.Pages(bigEndian: true, new TiffFile { Width = 40, Height = 24, Data = image.Pixels }, new TiffFile { Width = 40, Height = 24, Data = image.Pixels }));
        seeds.Add("runs", new BmpFile { Width = 5, Height = 1, Bits = 4, Compression = 2, Palette = new byte[64], Data = [3, 0x12, 0, 2, 1, 0, 1, 0x30, 0, 1] }.ToArray());
        seeds.Add("ppm", [.. "P6 40 24 255\n"u8, .. image.Pixels]);
        return seeds;
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Seeds))]
    public async Task A_damaged_file_gives_a_picture_or_one_clear_error(string kind, byte[] file) =>
        await Task.Run(() =>
        {
            for (var index = 0; index < FilesPerKind; index++)
            {
                var random = new RandomStream(1, "fuzz " + kind, index: index);
                var damaged = Damage(file, ref random);
                try
                {
                    var image = ImageCodec.Decode(damaged, kind, limits: Limits);
                    Assert.Equal(image.Width * image.Height * 3, image.Pixels.Length);
                }
                catch (ImageException e)
                {
                    Assert.StartsWith(kind + ": ", e.Message, StringComparison.Ordinal);
                }
            }
        }, TestContext.Current.CancellationToken);

    // libpng, libjpeg, libtiff and OpenCV all print by default.
    [Fact]
    public void Nothing_is_printed_about_a_damaged_file()
    {
        var path = Path.GetTempFileName();
        using (var captured = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            var before = dup(2);
            try
            {
                Assert.Equal(2, dup2((int)captured.DangerousGetHandle(), 2));
                foreach (var (kind, file) in Seeds().Select(row => row.Data))
                {
                    for (var index = 0; index < 20; index++)
                    {
                        var random = new RandomStream(2, "fuzz " + kind, index: index);
                        Record.Exception(() => ImageCodec.Decode(Damage(file, ref random), kind, limits: Limits));
                    }
                }
            }
            finally
            {
                _ = dup2(before, 2);
                _ = close(before);
            }
        }

        var printed = File.ReadAllText(path);
        File.Delete(path);
        Assert.Equal("", printed);
    }

    // A cut, or up to 64 changed bytes in the header or anywhere.
    private static byte[] Damage(byte[] file, ref RandomStream random)
    {
        if (random.NextBool(0.25))
        {
            return file[..random.NextInt32(file.Length)];
        }

        var damaged = (byte[])file.Clone();
        var zone = random.NextBool(0.3) ? Math.Min(file.Length, 200) : file.Length;
        for (var count = 1 << random.NextInt32(7); count > 0; count--)
        {
            damaged[random.NextInt32(zone)] = random.NextBool(0.5) ? (byte)random.NextInt32(256) : random.NextBool(0.5) ? (byte)255 : (byte)0;
        }

        return damaged;
    }

    [DllImport("libc")]
    private static extern int dup(int file);

    [DllImport("libc")]
    private static extern int dup2(int file, int target);

    [DllImport("libc")]
    private static extern int close(int file);
}
