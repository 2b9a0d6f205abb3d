using Mien.Core;

namespace Mien.Imaging.Tests;

public sealed class EyeDetectorTests
{
    [Fact]
    public void Of_all_pairs_a_likely_and_level_one_is_chosen()
    {
        FaceBox brow = new(30, 20, 41, 41), left = new(30, 60, 41, 41), right = new(130, 65, 41, 41), nostril = new(101, 100, 31, 31);
        Assert.Equal(new EyePair(50, 80, 150, 85), EyeDetector.Choose([brow, left, right, nostril], 200));
    }

    [Fact]
    public void Two_finds_on_one_side_or_far_from_level_are_no_eyes()
    {
        Assert.Null(EyeDetector.Choose([new(10, 60, 40, 40), new(50, 60, 40, 40)], 200));
        Assert.Null(EyeDetector.Choose([new(30, 0, 40, 40), new(130, 80, 40, 40)], 200));
        Assert.Null(EyeDetector.Choose([], 200));
    }

    [Fact]
    public void The_tilt_is_positive_where_the_right_eye_is_lower() =>
        Assert.Equal(45, new EyePair(10, 10, 20, 20).TiltDegrees, precision: 12);

    [Fact]
    public void A_picture_without_eyes_has_none()
    {
        using var detector = new EyeDetector();
        Assert.Null(detector.Detect(Pictures.Gradient(100, 100), new FaceBox(10, 10, 80, 80)));
    }
}
