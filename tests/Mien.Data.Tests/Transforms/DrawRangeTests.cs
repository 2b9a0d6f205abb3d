using Mien.Data.Transforms;
using Mien.Imaging;
using static Mien.Data.Tests.Transforms.Goodness;

namespace Mien.Data.Tests.Transforms;

/// <summary>Continuous parameters: every one is uniform over its range, and none follows another's.</summary>
public sealed class DrawRangeTests
{
    private const int Count = 10_000;

    [Fact]
    public void Parameters_of_warps_are_uniform()
    {
        AssertUniform(Draws(new Rotate { RangeDegrees = new(-20, 20) }, Count).Select(draw => draw.Angle), -20, 20);

        var shifts = Draws(new ShiftScaleRotate(), Count);
        AssertUniform(shifts.Select(draw => draw.Angle), -45, 45);
        AssertUniform(shifts.Select(draw => draw.Scale), 0.9, 1.1);
        AssertUniform(shifts.Select(draw => draw.Dx), -0.0625, 0.0625);
        AssertUniform(shifts.Select(draw => draw.Dy), -0.0625, 0.0625);
        AssertUncorrelated(shifts.Select(draw => draw.Dx), shifts.Select(draw => draw.Dy));

        var affine = Draws((Affine)TransformPipeline.Parse("[Affine]", "test").Transforms[0], Count, new Image(50, 20, 1));
        AssertUniform(affine.Select(draw => draw.ScaleX), 0.9, 1.1);
        AssertUniform(affine.Select(draw => draw.ScaleY), 0.9, 1.1);
        AssertUniform(affine.Select(draw => draw.TranslateX), -5, 5);
        AssertUniform(affine.Select(draw => draw.TranslateY), -2, 2);
        AssertUniform(affine.Select(draw => draw.Rotate), -15, 15);
        AssertUniform(affine.Select(draw => draw.ShearX), -10, 10);
        AssertUniform(affine.Select(draw => draw.ShearY), -10, 10);
        AssertUncorrelated(affine.Select(draw => draw.ScaleX), affine.Select(draw => draw.ScaleY));
    }

    [Fact]
    public void Parameters_of_colour_changes_are_uniform()
    {
        var light = Draws(new RandomBrightnessContrast(), Count);
        AssertUniform(light.Select(draw => draw.Alpha), 0.8, 1.2);
        AssertUniform(light.Select(draw => draw.Beta), -0.2, 0.2);

        var hsv = Draws(new HueSaturationValue(), Count);
        AssertUniform(hsv.Select(draw => draw.HueShift), -20, 20);
        AssertUniform(hsv.Select(draw => draw.SatShift), -30, 30);
        AssertUniform(hsv.Select(draw => draw.ValShift), -20, 20);

        var rgb = Draws(new RGBShift { RedRange = new(-20, 20), GreenRange = new(-5, 10), BlueRange = new(1, 2) }, Count);
        AssertUniform(rgb.Select(draw => draw.RShift), -20, 20);
        AssertUniform(rgb.Select(draw => draw.GShift), -5, 10);
        AssertUniform(rgb.Select(draw => draw.BShift), 1, 2);

        var jitter = Draws(new ColorJitter { ContrastRange = new(0.5, 0.7), SaturationRange = new(1, 3) }, Count);
        AssertUniform(jitter.Select(draw => draw.Brightness), 0.8, 1.2);
        AssertUniform(jitter.Select(draw => draw.Contrast), 0.5, 0.7);
        AssertUniform(jitter.Select(draw => draw.Saturation), 1, 3);
        AssertUniform(jitter.Select(draw => draw.Hue), -0.2, 0.2);

        AssertUniform(Draws(new RandomGamma(), Count).Select(draw => draw.Gamma), 0.8, 1.2);
        AssertUniform(Draws(new CLAHE(), Count).Select(draw => draw.ClipLimit), 1, 4);
        AssertUniform(Draws(new Solarize { ThresholdRange = new(10, 200) }, Count).Select(draw => draw.Threshold), 10, 200);
    }

    [Fact]
    public void Parameters_of_blur_and_noise_are_uniform()
    {
        AssertUniform(Draws(new GaussNoise(), Count).Select(draw => draw.Sigma * draw.Sigma), 10, 50); // the variance, not the deviation
        AssertUniform(Draws(new GaussianBlur { SigmaRangePx = new(0.5, 2) }, Count).Select(draw => draw.Sigma), 0.5, 2);
        AssertUniform(Draws(new Downscale { LeastScale = 0.3, GreatestScale = 0.8 }, Count).Select(draw => draw.Scale), 0.3, 0.8);
        var sharpen = Draws(new Sharpen(), Count);
        AssertUniform(sharpen.Select(draw => draw.Alpha), 0.2, 0.5);
        AssertUniform(sharpen.Select(draw => draw.Lightness), 0.5, 1);
    }

    [Fact]
    public void Parameters_of_distortions_have_their_distribution()
    {
        var grid = Draws(new GridDistortion(), Count);
        AssertUniform(grid.SelectMany(draw => draw.StepsX.Take(2)), 0.7, 1.3);
        AssertUniform(grid.SelectMany(draw => draw.StepsY.TakeLast(2)), 0.7, 1.3);
        Assert.All(grid.Take(10), draw => Assert.Equal((6, 6), (draw.StepsX.Length, draw.StepsY.Length)));

        // Distances from the corners are those of a normal variable from its mean.
        var perspective = Draws(new Perspective { ScaleRange = new(0.08, 0.08) }, Count);
        AssertDistribution(perspective.Select(draw => draw.TopLeftX), value => (2 * NormalDistribution.Cumulative(value / 0.08)) - 1);
        AssertDistribution(perspective.Select(draw => draw.BottomLeftY), value => (2 * NormalDistribution.Cumulative(value / 0.08)) - 1);
        AssertUncorrelated(perspective.Select(draw => draw.BottomRightX), perspective.Select(draw => draw.BottomRightY));
    }

    [Fact]
    public void Parts_of_a_large_picture_have_uniform_area_and_log_ratio()
    {
        var image = new Image(2000, 2000, 1);
        var parts = Draws(new RandomResizedCrop { ScaleRange = new(0.1, 0.4) }, Count, image);
        AssertUniform(parts.Select(draw => draw.CropWidth * draw.CropHeight / 4e6), 0.1, 0.4);
        AssertUniform(parts.Select(draw => Math.Log((double)draw.CropWidth / draw.CropHeight)), Math.Log(0.75), Math.Log(4.0 / 3));
    }

    [Fact]
    public void A_part_that_never_fits_becomes_the_largest_in_the_middle()
    {
        var draw = Draws(new RandomResizedCrop { ScaleRange = new(1, 1), RatioRange = new(3, 4) }, 1, new Image(61, 97, 1))[0];
        Assert.Equal(new RandomResizedCropDraw(0, 38, 61, 20), draw);
    }

    // Of independent values the correlation is normal with deviation 1 / sqrt(n).
    private static void AssertUncorrelated(IEnumerable<double> first, IEnumerable<double> second)
    {
        var (one, other) = (first.ToArray(), second.ToArray());
        var (meanOne, meanOther) = (one.Average(), other.Average());
        var covariance = one.Zip(other, (x, y) => (x - meanOne) * (y - meanOther)).Sum();
        var scale = Math.Sqrt(one.Sum(x => (x - meanOne) * (x - meanOne)) * other.Sum(y => (y - meanOther) * (y - meanOther)));
        Assert.InRange(covariance / scale * Math.Sqrt(one.Length), -5, 5);
    }
}
