using Mien.Data.Transforms;
using Mien.Imaging;
using static Mien.Data.Tests.Transforms.Goodness;
using Blur = Mien.Data.Transforms.Blur;

namespace Mien.Data.Tests.Transforms;

/// <summary>Whole numbers and choices that transforms draw, as Albumentations 1.3 draws them.</summary>
public sealed class DrawDistributionTests
{
    private const int Count = 20_000;

    [Fact]
    public void Sizes_of_box_and_median_blur_are_every_second_number()
    {
        AssertShares(Draws(new Blur(), Count).Select(draw => draw.Ksize), Shares((3, 1.0 / 3), (5, 1.0 / 3), (7, 1.0 / 3)));
        AssertShares(Draws(new Blur { SizeRangePx = new(4, 9) }, Count).Select(draw => draw.Ksize), Shares((4, 1.0 / 3), (6, 1.0 / 3), (8, 1.0 / 3)));
        AssertShares(Draws(new MedianBlur(), Count).Select(draw => draw.Ksize), Shares((3, 1.0 / 3), (5, 1.0 / 3), (7, 1.0 / 3)));
    }

    [Fact]
    public void Even_sizes_of_gaussian_blur_become_the_next_odd_one()
    {
        AssertShares(Draws(new GaussianBlur(), Count).Select(draw => draw.Ksize), Shares((3, 0.2), (5, 0.4), (7, 0.4)));

        // From 0 to 5: 2 and 4 become 3 and 5.
        var wide = new GaussianBlur { SizeRangePx = new(0, 5), SigmaRangePx = new(1, 2) };
        AssertShares(Draws(wide, Count).Select(draw => draw.Ksize), Shares((0, 1.0 / 6), (1, 1.0 / 6), (3, 1.0 / 3), (5, 1.0 / 3)));
    }

    [Fact]
    public void Lines_of_motion_blur_have_both_ends_anywhere_but_not_in_the_same_place()
    {
        AssertShares(Draws(new MotionBlur(), Count).Select(draw => draw.Ksize), Shares((3, 1.0 / 3), (5, 1.0 / 3), (7, 1.0 / 3)));

        var ends =
            from x1 in Enumerable.Range(0, 3)
            from y1 in Enumerable.Range(0, 3)
            from x2 in Enumerable.Range(0, 3)
            from y2 in Enumerable.Range(0, 3)
            where x1 != x2 || y1 != y2
            select (Line: new MotionBlurDraw(3, x1, y1, x2, y2), Probability: x1 == x2 ? 1.0 / 9 / 6 : 1.0 / 81);
        AssertShares(Draws(new MotionBlur { SizeRangePx = new(3, 3) }, Count), ends.ToDictionary(end => end.Line, end => end.Probability));
    }

    [Fact]
    public void A_third_of_centred_lines_is_a_point()
    {
        var centred = Draws(new MotionBlur { AllowShifted = false, SizeRangePx = new(3, 3) }, Count);
        var points = centred.Count(draw => (draw.X1, draw.Y1) == (draw.X2, draw.Y2));

        // Of side 3: ends of the same column, 1/3, have the same row after shortening in 4 of 6; others are shortened to the
        // same column in 4 of 6, and to the same row in 3 + 4 of 9.
        AssertBinomial(points, Count, (1.0 / 3 * 4 / 6) + (2.0 / 3 * 4 / 6 * 7 / 9));
    }

    [Fact]
    public void Quarter_turns_bits_and_qualities_are_equally_likely()
    {
        AssertUniform(Draws(new RandomRotate90(), Count).Select(draw => draw.Factor), 0, 3);
        AssertUniform(Draws(new ImageCompression { LowestQuality = 50, HighestQuality = 60 }, Count).Select(draw => draw.Quality), 50, 60);
        var bits = Draws(new Posterize { BitRanges = [new(1, 3), new(4, 4), new(2, 7)] }, Count);
        AssertUniform(bits.Select(draw => draw.First), 1, 3);
        Assert.All(bits, draw => Assert.Equal(4, draw.Second));
        AssertUniform(bits.Select(draw => draw.Third), 2, 7);
    }

    [Fact]
    public void Crops_begin_anywhere_that_the_part_fits()
    {
        var image = new Image(12, 20, 1);
        var crops = Draws(new RandomCrop { WidthPx = 8, HeightPx = 13 }, Count, image);
        AssertUniform(crops.Select(draw => (int)(draw.WStart * 5)), 0, 4);
        AssertUniform(crops.Select(draw => (int)(draw.HStart * 8)), 0, 7);

        var parts = Draws(new RandomResizedCrop { ScaleRange = new(0.25, 0.25), RatioRange = new(1, 1) }, Count, image);
        Assert.All(parts, draw => Assert.Equal((8, 8), (draw.CropWidth, draw.CropHeight))); // the root of 12 * 20 / 4 is 7.7
        AssertUniform(parts.Select(draw => draw.X), 0, 4);
        AssertUniform(parts.Select(draw => draw.Y), 0, 12);
    }

    [Fact]
    public void Holes_have_the_number_size_and_place_that_was_asked_for()
    {
        var image = new Image(20, 16, 1);
        var draws = Draws(new CoarseDropout { MaxHoles = 5, MinHoles = 2, MaxHeight = 6, MinHeight = 4, MaxWidth = 9, MinWidth = 9 }, Count, image);
        AssertUniform(draws.Select(draw => draw.Holes.Length), 2, 5);
        var first = draws.Select(draw => draw.Holes[0]).ToArray();
        AssertUniform(first.Select(hole => hole.Y2 - hole.Y1), 4, 6);
        Assert.All(first, hole => Assert.Equal(9, hole.X2 - hole.X1));
        AssertUniform(first.Select(hole => hole.X1), 0, 11);
        AssertUniform(first.Where(hole => hole.Y2 - hole.Y1 == 4).Select(hole => hole.Y1), 0, 12);

        Assert.All(Draws(new CoarseDropout(), 100), draw => Assert.Equal(8, draw.Holes.Length));
        var fractions = Draws(new CoarseDropout { MaxHeight = 0.5, MinHeight = 0.25, MaxWidth = 0.5, MaxHoles = 1 }, Count, image);
        AssertUniform(fractions.Select(draw => draw.Holes[0].Y2 - draw.Holes[0].Y1), 4, 7);
    }

    [Fact]
    public void Every_order_of_colour_jitter_is_equally_likely()
    {
        var orders = Draws(new ColorJitter(), Count).Select(draw => string.Concat(draw.Order));
        var all =
            from first in "0123"
            from second in "0123".Replace($"{first}", "")
            from third in "0123".Replace($"{first}", "").Replace($"{second}", "")
            select $"{first}{second}{third}{"0123".First(last => last != first && last != second && last != third)}";
        AssertShares(orders, all.ToDictionary(order => order, _ => 1.0 / 24));
    }

    [Fact]
    public void Shifts_in_pixels_and_seeds_of_elastic_fields_include_both_ends()
    {
        AssertUniform(Draws(new Affine { ShiftsArePixels = true, ShiftXRange = new(-5, 5) }, Count).Select(draw => (int)draw.TranslateX), -5, 5);
        var seeds = Draws(new ElasticTransform(), 200_000).Select(draw => draw.RandomState).ToArray();
        AssertUniform(seeds.Select(seed => seed / 73), 0, 136); // 10,001 = 73 * 137
        Assert.Equal((0, 10_000), (seeds.Min(), seeds.Max()));
    }

    [Fact]
    public void A_drawn_colour_of_dropped_pixels_is_never_255()
    {
        var colours = Draws(new PixelDropout { DropValue = null }, 5 * Count).Select(draw => draw.DropValue).ToArray();
        AssertUniform(colours.Select(colour => (int)colour.R), 0, 254);
        AssertUniform(colours.Select(colour => (int)colour.G), 0, 254);
        AssertUniform(colours.Select(colour => (int)colour.B), 0, 254);
    }

    private static Dictionary<int, double> Shares(params (int Value, double Probability)[] shares) =>
        shares.ToDictionary(share => share.Value, share => share.Probability);
}
