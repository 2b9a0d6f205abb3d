using Mien.Core;
using Mien.Data.Transforms;

namespace Mien.Data.Tests.Pipelines;

public sealed class TransformPipelineTests
{
    [Fact]
    public void Steps_are_read_top_to_bottom()
    {
        var pipeline = Parse("""
            - HorizontalFlip
            - ShiftScaleRotate: {shift_limit: 0.0625, scale_limit: 0.1, rotate_limit: 15, p: 1}
            - RandomBrightnessContrast:
                brightness_limit: 0.2
                contrast_limit: [-0.1, 0.3]
                always_apply: yes
            """);

        Assert.Equal(
            [
                new HorizontalFlip(),
                new ShiftScaleRotate { RotationRangeDegrees = new(-15, 15), Probability = 1 },
                new RandomBrightnessContrast { ContrastRange = new(-0.1, 0.3), AlwaysApply = true },
            ],
            pipeline.Transforms);
    }

    [Fact]
    public void Parameters_left_out_have_the_defaults_of_Albumentations()
    {
        var pipeline = Parse("[HorizontalFlip, Rotate, ShiftScaleRotate:, RandomBrightnessContrast: {}, Affine: ~]");

        Assert.Equal(
            [
                new HorizontalFlip { Probability = 0.5 },
                new Rotate { RangeDegrees = new(-90, 90), BorderMode = Imaging.BorderMode.Reflect101 },
                new ShiftScaleRotate
                {
                    ShiftXRange = new(-0.0625, 0.0625), ShiftYRange = new(-0.0625, 0.0625), ScaleRange = new(-0.1, 0.1), RotationRangeDegrees = new(-45, 45),
                },
                new RandomBrightnessContrast { BrightnessRange = new(-0.2, 0.2), ContrastRange = new(-0.2, 0.2), BrightnessByMax = true },
                new Affine
                {
                    ScaleXRange = new(0.9, 1.1), ScaleYRange = new(0.9, 1.1), ShiftXRange = new(-0.1, 0.1), ShiftYRange = new(-0.1, 0.1),
                    RotationRangeDegrees = new(-15, 15), ShearXRangeDegrees = new(-10, 10), ShearYRangeDegrees = new(-10, 10),
                    BorderMode = Imaging.BorderMode.Constant,
                },
            ],
            pipeline.Transforms);
    }

    [Fact]
    public void Affine_takes_single_numbers_as_they_are_and_fills_axes_as_the_original_does()
    {
        var affine = Assert.Single(Parse("[Affine: {rotate: 10, scale: {x: [0.8, 1.2]}, shear: {x: 5}, translate_px: {y: [-6, 6]}, keep_ratio: true}]").Transforms);

        Assert.Equal(
            new Affine
            {
                RotationRangeDegrees = new(10, 10),
                ScaleXRange = new(0.8, 1.2),
                ScaleYRange = new(1, 1),
                ShearXRangeDegrees = new(5, 5),
                ShearYRangeDegrees = new(1, 1),
                ShiftXRange = new(1, 1),
                ShiftYRange = new(-6, 6),
                ShiftsArePixels = true,
                KeepRatio = true,
            },
            affine);
    }

    [Fact]
    public void Affine_with_nothing_for_all_five_varies_like_one_without_them() =>
        Assert.Equal(
            Parse("[Affine]").Transforms,
            Parse("[Affine: {scale: null, translate_percent: null, translate_px: null, rotate: null, shear: null}]").Transforms);

    [Fact]
    public void A_pipeline_that_Albumentations_saved_is_read()
    {
        var pipeline = Parse("""
            __version__: 1.3.0
            transform:
              __class_fullname__: Compose
              additional_targets: {}
              bbox_params: null
              keypoint_params: null
              p: 1.0
              transforms:
              - __class_fullname__: HorizontalFlip
                always_apply: false
                p: 0.5
              - __class_fullname__: albumentations.augmentations.geometric.rotate.Rotate
                always_apply: true
                border_mode: 1
                crop_border: false
                interpolation: 1
                limit: &id001
                - -20
                - 20
                mask_value: null
                p: 0.5
                rotate_method: largest_box
                value: null
              - __class_fullname__: Affine
                cval: 0
                cval_mask: 0
                fit_output: false
                mask_interpolation: 0
                mode: 0
                rotate: *id001
            """);

        Assert.Equal(
            [
                new HorizontalFlip(),
                new Rotate { RangeDegrees = new(-20, 20), AlwaysApply = true, BorderMode = Imaging.BorderMode.Replicate },
                new Affine { RotationRangeDegrees = new(-20, 20) },
            ],
            pipeline.Transforms);
    }

    [Fact]
    public void All_problems_come_at_once_each_with_its_place()
    {
        var error = Assert.Throws<ConfigProblemsException>(() => Parse("""
            - HorizontalFlop: {p: 0.5}
            - Rotate: {limits: 15, p: 2}
            - RandomBrightnessContrast:
                brightness_limit: bright
                contrast_limit: [0.2, -0.2]
            """));

        Assert.Equal(
            [
                "test.yml:1:3: unknown transform 'HorizontalFlop'; did you mean 'HorizontalFlip'?",
                "test.yml:2:27: expected p of Rotate to be a number from 0 to 1 but got '2'",
                "test.yml:2:12: unknown parameter 'limits' of Rotate; did you mean 'limit'?",
                "test.yml:4:23: expected brightness_limit of RandomBrightnessContrast to be a number from -1 to 1 or a pair [low, high] of such but got 'bright'",
                "test.yml:5:21: expected contrast_limit of RandomBrightnessContrast to have its lower end first but got [0.2, -0.2]",
            ],
            error.Problems.Select(problem => problem.ToString()));
        Assert.StartsWith("test.yml has 5 problems:\n  test.yml:1:3: unknown", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[HorizontalFlip, {Normalize: {mean: 0.5, std: 0.5}}]", true)]
    [InlineData("[{Normalize: {p: 0, always_apply: true}}]", true)]
    [InlineData("transform: {__class_fullname__: Compose, p: 0, transforms: [{__class_fullname__: Normalize, always_apply: true}]}", true)]
    [InlineData("[{Normalize: {p: 0}}, HorizontalFlip]", false)]
    [InlineData("[HorizontalFlip]", false)]
    public void A_pipeline_that_ends_with_normalize_says_so_and_leaves_the_values_alone(string yaml, bool ends)
    {
        var pipeline = TransformPipeline.Parse(yaml, "test.yml");

        Assert.Equal(ends, pipeline.Normalization is not null);
        Assert.Equal(ends, Record.Exception(pipeline.ForPictures) is ConfigException);
    }

    [Theory]
    [InlineData("[Normalize, HorizontalFlip]")]
    [InlineData("[Normalize, Normalize]")]
    [InlineData("[{Normalize: {p: 0.5}}]")]
    [InlineData("[{OneOf: {transforms: [Normalize, HorizontalFlip]}}]")]
    [InlineData("transform: {__class_fullname__: Compose, p: 0.5, transforms: [{__class_fullname__: Normalize}]}")]
    public void Normalize_anywhere_else_is_refused(string yaml)
    {
        var error = Assert.Throws<ConfigProblemsException>(() => TransformPipeline.Parse(yaml, "test.yml"));

        Assert.Contains("expected Normalize at the end of the outermost list only", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "expected a list of transforms, or 'transform:' with a Compose, but got nothing")]
    [InlineData("HorizontalFlip", "expected a list of transforms")]
    [InlineData("a: 1", "expected a list of transforms")]
    [InlineData("- [HorizontalFlip]", "expected a transform such as 'HorizontalFlip: {p: 0.5}' but got [HorizontalFlip]")]
    [InlineData("- 3", "unknown transform '3'; expected one of Affine, ")]
    [InlineData("- {p: 0.5, always_apply: true}", "expected a transform such as")]
    [InlineData("- HorizontalFlip: 0.5", "expected parameters of HorizontalFlip such as {p: 0.5} but got '0.5'")]
    [InlineData("- HorizontalFlip: {p: '0.5'}", "expected p of HorizontalFlip to be a number from 0 to 1")]
    [InlineData("- HorizontalFlip: {p: .nan}", "expected p of HorizontalFlip to be a number from 0 to 1")]
    [InlineData("- HorizontalFlip: {always_apply: 1}", "to be true or false but got '1'")]
    [InlineData("- HorizontalFlip: {strength: 3}", "unknown parameter 'strength' of HorizontalFlip; expected one of always_apply, p")]
    [InlineData("- HorizontalFlip: {p: 1, p: 0}", "key 'p' is given twice")]
    [InlineData("- Rotate: {limit: [1, 2, 3]}", "to be a number or a pair [low, high] but got [1, 2, 3]")]
    [InlineData("- Rotate: {limit: -5}", "to be a number that stands for a range inside [-360, 360] (-5 stands for [5, -5]) but got '-5'")]
    [InlineData("- Rotate: {limit: 400}", "to be a number from -360 to 360")]
    [InlineData("- Rotate: {border_mode: 7}", "constant (0), replicate (1), reflect (2), wrap (3), reflect101 (4) but got '7'")]
    [InlineData("- Rotate: {interpolation: bilinear}", "nearest (0), linear (1), cubic (2) but got 'bilinear'")]
    [InlineData("- Rotate: {interpolation: area}", "nearest (0), linear (1), cubic (2) but got 'area'")]
    [InlineData("- ShiftScaleRotate: {scale_limit: 2}", "expected scale_limit of ShiftScaleRotate to be a number that stands for a range inside [-0.99, 10] (2 stands for [-2, 2]) but got '2'")]
    [InlineData("- Affine: {translate_px: 3, translate_percent: 0.1}", "expected translate_px of Affine not to be given together with translate_percent but got '3'")]
    [InlineData("- Affine: {translate_px: [-0.5, 3]}", "expected translate_px of Affine to be a whole number from -10000 to 10000 but got '-0.5'")]
    [InlineData("- Affine: {translate_px: {x: 0.5}}", "test.yml:1:30: expected translate_px of Affine to be a whole number")]
    [InlineData("- Affine: {scale: {z: 1}}", "expected scale of Affine to have no other keys than x and y but got 'z'")]
    [InlineData("- Affine: {scale: 0}", "expected scale of Affine to be a number from 0.01 to 100")]
    [InlineData("transform: {__class_fullname__: OneOf, transforms: []}", "expected a Compose at the top but got OneOf; put it into the list 'transforms' of a Compose")]
    [InlineData("transform: {__class_fullname__: Compose}", "expected transforms of Compose to be given; it has no default")]
    [InlineData("transform: {__class_fullname__: Compose, p: 1.5, transforms: []}", "expected p of Compose to be a number from 0 to 1")]
    [InlineData("- a: b: c", "test.yml:1:")]
    [InlineData("- !!python/tuple [1, 2]", "expected no tag")]
    [InlineData("- *nowhere", "names no anchor")]
    [InlineData("- !<> a", "not valid YAML after this place: Tag value must not be empty")]
    [InlineData("a: {\nc:d", "not valid YAML after this place")]
    [InlineData("[]\n---\n[]", "expected one document but a second one begins here")]
    public void What_is_no_pipeline_is_refused_with_a_reason(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigProblemsException>(() => Parse(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_alias_bomb_is_refused_before_it_unfolds()
    {
        var lines = Enumerable.Range(1, 9).Select(level => $"- &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]");
        var bomb = "- &a0 [HorizontalFlip]\n" + string.Join('\n', lines);

        Assert.Contains("counting those behind aliases", Assert.Throws<ConfigProblemsException>(() => Parse(bomb)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains("nested at most", Assert.Throws<ConfigProblemsException>(() => Parse(new string('[', 100_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_list_changes_nothing()
    {
        var picture = PictureTree.Noise(1, 4, 4, 3);
        var random = new RandomStream(1, "test");

        Assert.Same(picture, Parse("[]").Apply(picture, ref random, new TransformContext()));
    }

    [Fact]
    public void The_steps_stay_at_hand_and_make_the_same_pipeline_again()
    {
        var pipeline = Parse("[HorizontalFlip: {p: 0.25}]");

        var again = TransformPipeline.FromNode(pipeline.Source!, []);

        Assert.Equal(pipeline.Transforms, again!.Transforms);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named() =>
        Assert.Contains("/no/such/file.yml", Assert.Throws<ConfigException>(() => TransformPipeline.Read("/no/such/file.yml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_is_read_and_named_in_problems()
    {
        using var tree = new PictureTree();

        Assert.Single(TransformPipeline.Read(tree.AddFile("good.yml", "- HorizontalFlip")).Transforms);
        Assert.Contains("bad.yml:1:3", Assert.Throws<ConfigProblemsException>(() => TransformPipeline.Read(tree.AddFile("bad.yml", "- X"))).Message, StringComparison.Ordinal);
    }

    private static TransformPipeline Parse(string yaml) => TransformPipeline.Parse(yaml, "test.yml");
}
