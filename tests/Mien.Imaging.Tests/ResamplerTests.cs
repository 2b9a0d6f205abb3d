using Mien.Core;
using Mien.Imaging.Interop;

namespace Mien.Imaging.Tests;

/// <summary>Holds the managed resampler against OpenCV's, to the last bit.</summary>
public sealed class ResamplerTests
{
    private const int Cases = 3000; // a second

    [Theory]
    [InlineData(Interpolation.Area)]
    [InlineData(Interpolation.Linear)]
    public void Every_size_gives_what_OpenCV_gives(Interpolation interpolation)
    {
        Parallel.For(0, Cases, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, number =>
        {
            var random = new RandomStream(1, "sizes", (int)interpolation, number);
            var (from, to) = Sizes(interpolation, ref random);
            var image = Picture(from.Width, from.Height, random.NextBool(0.5) ? 1 : 3, ref random);
            var (expected, actual) = (OpenCv(image, to.Width, to.Height, interpolation), Resampler.Resize(image, to.Width, to.Height, interpolation));
            Assert.True(expected.Pixels.AsSpan().SequenceEqual(actual.Pixels), $"case {number}: {image} to {actual}");
        });
    }

    [Theory]
    [InlineData(2, 2)] // halves go up
    [InlineData(4, 4)] // halves go to the even number
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 5)]
    [InlineData(16, 16)]
    public void Blocks_of_whole_pixels_are_rounded_as_OpenCV_rounds(int across, int down)
    {
        foreach (var channels in new[] { 1, 3 })
        {
            var random = new RandomStream(2, "blocks", across, down);
            var image = Picture(across * 40, down * 30, channels, ref random);
            Assert.Equal(OpenCv(image, 40, 30, Interpolation.Area).Pixels, Resampler.Resize(image, 40, 30, Interpolation.Area).Pixels);
            Assert.Equal(OpenCv(image, 40, 30, Interpolation.Linear).Pixels, Resampler.Resize(image, 40, 30, Interpolation.Linear).Pixels);
        }
    }

    [Fact]
    public void The_usual_faces_at_the_usual_sizes_are_equal()
    {
        foreach (var (from, to) in new[] { (640, 224), (256, 224), (96, 224), (178, 96), (1000, 112), (100, 96), (4000, 224), (1, 48), (48, 1) })
        {
            var random = new RandomStream(3, "faces", from, to);
            var image = Picture(from, Math.Max(1, from * 3 / 4), 3, ref random);
            var interpolation = to <= image.Width && to <= image.Height ? Interpolation.Area : Interpolation.Linear;
            Assert.Equal(OpenCv(image, to, to, interpolation).Pixels, Resampler.Resize(image, to, to, interpolation).Pixels);
        }
    }

    [Fact]
    public void Every_colour_has_the_brightness_that_OpenCV_gives_it()
    {
        // All 2^24 colours, a red at a time.
        for (var red = 0; red < 256; red++)
        {
            var image = new Image(256, 256, 3);
            for (var i = 0; i < 256 * 256; i++)
            {
                (image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2]) = ((byte)red, (byte)(i >> 8), (byte)i);
            }

            Assert.True(OpenCv(image, 1, ColourConversion.RgbToGrey).Pixels.AsSpan().SequenceEqual(Colour.ToGrey(image).Pixels), $"red {red}");
        }
    }

    [Fact]
    public void Every_number_of_pixels_becomes_grey_and_colour_as_with_OpenCV()
    {
        for (var width = 1; width < 70; width++) // several steps of 16 pixels, and every rest
        {
            var random = new RandomStream(4, "colours", width);
            var image = Picture(width, 1, 3, ref random);
            var grey = Colour.ToGrey(image);
            Assert.Equal(OpenCv(image, 1, ColourConversion.RgbToGrey).Pixels, grey.Pixels);
            Assert.Equal(OpenCv(grey, 3, ColourConversion.GreyToRgb).Pixels, Colour.ToRgb(grey).Pixels);
        }
    }

    [Fact]
    public void A_side_below_one_pixel_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Geometry.Resize(new Image(4, 4, 3), 4, 0, Interpolation.Area));

    private static Image OpenCv(Image image, int channels, ColourConversion conversion)
    {
        var result = new Image(image.Width, image.Height, channels);
        Vision.EnsureInitialized();
        Vision.Check(NativeMethods.mien_vision_convert_colour(image.Pixels, image.Width, image.Height, image.Channels, result.Pixels, channels, (int)conversion));
        return result;
    }

    private static Image OpenCv(Image image, int width, int height, Interpolation interpolation)
    {
        var result = new Image(width, height, image.Channels);
        Geometry.Resize(image, result, interpolation);
        return result;
    }

    // Sizes near one another, far apart, and whole multiples.
    private static ((int Width, int Height) From, (int Width, int Height) To) Sizes(Interpolation interpolation, ref RandomStream random)
    {
        var (width, height) = (1 + random.NextInt32(160), 1 + random.NextInt32(160));
        if (interpolation == Interpolation.Linear)
        {
            return ((width, height), (1 + random.NextInt32(160), 1 + random.NextInt32(160)));
        }

        var isWhole = random.NextBool(0.2);
        return isWhole
            ? ((width * (1 + random.NextInt32(4)), height * (1 + random.NextInt32(4))), (width, height))
            : ((width, height), (1 + random.NextInt32(width), 1 + random.NextInt32(height)));
    }

    private static Image Picture(int width, int height, int channels, ref RandomStream random)
    {
        var image = new Image(width, height, channels);
        foreach (ref var sample in image.Pixels.AsSpan())
        {
            sample = (byte)random.NextUInt32();
        }

        return image;
    }
}
