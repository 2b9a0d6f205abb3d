using Mien.Core;

namespace Mien.Imaging.Tests;

public sealed class GeometryTests
{
    private static readonly Image Source = Pictures.Grey([1, 2, 3], [4, 5, 6]);

    [Fact]
    public void Flips_mirror_rows_or_columns()
    {
        Assert.Equal([3, 2, 1, 6, 5, 4], Geometry.FlipHorizontal(Source).Pixels);
        Assert.Equal([4, 5, 6, 1, 2, 3], Geometry.FlipVertical(Source).Pixels);
    }

    [Fact]
    public void Results_are_written_over_a_given_picture_of_the_right_size()
    {
        var (flipped, moved) = (Pictures.Grey([9, 9, 9], [9, 9, 9]), Pictures.Grey([9, 9]));
        Geometry.FlipHorizontal(Source, flipped);
        Geometry.WarpAffine(Source, [1, 0, -1, 0, 1, 0], moved, Interpolation.Linear, BorderMode.Constant);
        Assert.Equal([3, 2, 1, 6, 5, 4], flipped.Pixels);
        Assert.Equal([2, 3], moved.Pixels);
    }

    [Fact]
    public void A_result_that_is_the_picture_itself_or_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Geometry.FlipHorizontal(Source, Source));
        Assert.Throws<ArgumentException>(() => Geometry.FlipHorizontal(Source, Pictures.Grey([1, 2, 3])));
        Assert.Throws<ArgumentException>(() => Geometry.WarpAffine(Source, [1, 0, 0, 0, 1, 0], new Image(3, 2, 3), Interpolation.Linear, BorderMode.Wrap));
    }

    [Fact]
    public void A_flip_keeps_the_channels_of_a_pixel_together() =>
        Assert.Equal([3, 4, 5, 0, 1, 2], Geometry.FlipHorizontal(Pictures.Counting(2, 1, 3)).Pixels);

    [Theory]
    [InlineData(0, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(2, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(3, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(-1, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(5, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    public void Quarter_turns_go_clockwise(int turns, int width, byte[] expected)
    {
        var turned = Geometry.Rotate90(Source, turns);
        Assert.Equal(width, turned.Width);
        Assert.Equal(expected, turned.Pixels);
    }

    [Fact]
    public void A_crop_takes_the_rectangle_and_one_outside_is_refused()
    {
        Assert.Equal([2, 3, 5, 6], Geometry.Crop(Source, 1, 0, 2, 2).Pixels);
        var error = Assert.Throws<ArgumentException>(() => Geometry.Crop(Source, 2, 0, 2, 2));
        Assert.Contains("inside 3x2 pixels but got 2x2 at (2, 0)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shrinking_by_area_takes_means() =>
        Assert.Equal([10, 30], Geometry.Resize(Pictures.Grey([0, 20, 20, 40], [10, 10, 30, 30]), 2, 1, Interpolation.Area).Pixels);

    [Fact]
    public void Enlarging_by_the_nearest_pixel_repeats_pixels() =>
        Assert.Equal([7, 7, 9, 9], Geometry.Resize(Pictures.Grey([7, 9]), 4, 1, Interpolation.Nearest).Pixels);

    // Samples at -0.25, 0.25, 0.75 and 1.25 of a step from 0 to 100, the outer ones clamped.
    [Fact]
    public void Enlarging_linearly_takes_pixel_centres() =>
        Assert.Equal([0, 25, 75, 100], Geometry.Resize(Pictures.Grey([0, 100]), 4, 1, Interpolation.Linear).Pixels);

    [Fact]
    public void A_warp_takes_the_map_from_source_to_target() =>
        Assert.Equal([9, 1, 2, 9, 4, 5], Geometry.WarpAffine(Source, [1, 0, 1, 0, 1, 0], 3, 2, Interpolation.Linear, BorderMode.Constant, Rgb.Grey(9)).Pixels);

    [Theory]
    [InlineData(BorderMode.Replicate, new byte[] { 1, 1, 1, 2 })]
    [InlineData(BorderMode.Reflect, new byte[] { 2, 1, 1, 2 })]
    [InlineData(BorderMode.Reflect101, new byte[] { 3, 2, 1, 2 })]
    [InlineData(BorderMode.Wrap, new byte[] { 2, 3, 1, 2 })]
    public void The_border_mode_decides_what_lies_beyond_the_edge(BorderMode border, byte[] expected) =>
        Assert.Equal(expected, Geometry.WarpAffine(Pictures.Grey([1, 2, 3]), [1, 0, 2, 0, 1, 0], 4, 1, Interpolation.Nearest, border).Pixels);

    // Colour has code of its own where the processor allows, one channel is OpenCV's; both are the same arithmetic, to the bit.
    [Fact]
    public void A_linear_warp_of_a_colour_picture_is_that_of_its_channels()
    {
        for (var number = 0; number < 400; number++)
        {
            var random = new RandomStream(1, "warp", index: number);
            var image = Noise(1 + random.NextInt32(40), 1 + random.NextInt32(40), ref random);
            var (angle, scale) = (random.NextDouble(-Math.PI, Math.PI), random.NextDouble(0.2, 3));
            var (sin, cos) = (Math.Sin(angle) * scale, Math.Cos(angle) * scale);
            double[] matrix = [cos, sin, random.NextDouble(-30, 50), -sin, cos + random.NextDouble(0, 0.1), random.NextDouble(-30, 50)];
            var (width, height, border) = (1 + random.NextInt32(50), 1 + random.NextInt32(50), (BorderMode)(number % 5));
            var whole = Geometry.WarpAffine(image, matrix, width, height, Interpolation.Linear, border, new Rgb(10, 20, 30));
            for (var channel = 0; channel < 3; channel++)
            {
                var one = Geometry.WarpAffine(Channel(image, channel), matrix, width, height, Interpolation.Linear, border, Rgb.Grey((byte)(10 + (10 * channel))));
                Assert.Equal(one.Pixels, Channel(whole, channel).Pixels);
            }
        }
    }

    private static Image Noise(int width, int height, ref RandomStream random)
    {
        var image = new Image(width, height, 3);
        foreach (ref var value in image.Pixels.AsSpan())
        {
            value = (byte)random.NextInt32(256);
        }

        return image;
    }

    private static Image Channel(Image image, int channel) => new(image.Width, image.Height, 1, [.. image.Pixels.Where((_, index) => index % 3 == channel)]);

    [Fact]
    public void A_map_that_cannot_be_inverted_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Geometry.WarpAffine(Source, [1, 2, 0, 2, 4, 0], 3, 2, Interpolation.Linear, BorderMode.Constant));
        Assert.Throws<ArgumentException>(() => Geometry.WarpAffine(Source, [1, 0, double.NaN, 0, 1, 0], 3, 2, Interpolation.Linear, BorderMode.Constant));
        Assert.Throws<ArgumentException>(() => Geometry.WarpAffine(Source, [1, 0, 0, 0, 1], 3, 2, Interpolation.Linear, BorderMode.Constant));
    }

    [Fact]
    public void The_argument_is_left_alone()
    {
        var before = Source.Clone();
        Geometry.FlipHorizontal(Source);
        Geometry.Rotate90(Source, 2);
        Geometry.Resize(Source, 1, 1, Interpolation.Linear);
        Assert.NotSame(Source, Geometry.Rotate90(Source, 0));
        Assert.Equal(before.Pixels, Source.Pixels);
    }
}
