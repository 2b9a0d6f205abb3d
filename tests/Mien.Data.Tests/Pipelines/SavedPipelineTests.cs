using Mien.Core;
using Mien.Data.Containers;
using Mien.Data.Transforms;

namespace Mien.Data.Tests.Pipelines;

/// <summary>What Albumentations saved is read, and what is saved here is what Albumentations would have saved.</summary>
public sealed class SavedPipelineTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "albumentations", "yaml");

    [Fact]
    public void Every_parameter_is_saved_in_the_alphabetical_block_style_of_Albumentations()
    {
        var pipeline = new TransformPipeline(new Compose
        {
            Probability = 0.95,
            Children =
            [
                new HorizontalFlip { Probability = 1 },
                new SomeOf { Count = 2, WithReplacement = false, Children = [new Rotate { RangeDegrees = ValueRange.Symmetric(20) }, new OneOf()] },
                new Affine { BorderValue = ChannelValues.Each(1, 2.0, 0.1), Probability = 1e-7 },
            ],
        });

        Assert.Equal(
            """
            __version__: 1.3.0
            transform:
              __class_fullname__: Compose
              additional_targets: {}
              bbox_params: null
              keypoint_params: null
              p: 0.95
              transforms:
              - __class_fullname__: HorizontalFlip
                always_apply: false
                p: 1
              - __class_fullname__: SomeOf
                n: 2
                p: 1
                replace: false
                transforms:
                - __class_fullname__: Rotate
                  always_apply: false
                  border_mode: 4
                  crop_border: false
                  interpolation: 1
                  limit:
                  - -20
                  - 20
                  mask_value: null
                  p: 0.5
                  rotate_method: largest_box
                  value: null
                - __class_fullname__: OneOf
                  p: 0.5
                  transforms: []
              - __class_fullname__: Affine
                always_apply: false
                cval:
                - 1
                - 2.0
                - 0.1
                cval_mask: 0
                fit_output: false
                interpolation: 1
                keep_ratio: false
                mask_interpolation: 0
                mode: 0
                p: 1.0e-07
                rotate:
                - 0
                - 0
                scale:
                  x:
                  - 1
                  - 1
                  y:
                  - 1
                  - 1
                shear:
                  x:
                  - 0
                  - 0
                  y:
                  - 0
                  - 0
                translate_percent:
                  x:
                  - 0
                  - 0
                  y:
                  - 0
                  - 0
                translate_px: null

            """,
            pipeline.ToYaml());
    }

    [Fact]
    public void Json_is_one_line()
    {
        var json = new TransformPipeline([new HorizontalFlip()]).ToJson();

        Assert.Equal(
            """{"__version__": "1.3.0", "transform": {"__class_fullname__": "Compose", "additional_targets": {}, "bbox_params": null, "keypoint_params": null, "p": 1.0, "transforms": [{"__class_fullname__": "HorizontalFlip", "always_apply": false, "p": 0.5}]}}""",
            json);
        Assert.Equal(json, TransformPipeline.Parse(json, "a.json").ToJson());
    }

    [Theory]
    [InlineData("default_pipeline.yml")]
    [InlineData("custom_pipeline_example.yml")]
    [InlineData("nested.yml")]
    public void A_saved_pipeline_is_saved_again_byte_for_byte(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));

        Assert.Equal(text, TransformPipeline.Parse(text, name).ToYaml());
    }

    [Theory]
    [InlineData("all_transforms.yml")]
    [InlineData("all_transforms_variants.yml")]
    public void Where_Albumentations_wrote_aliases_the_values_are_written_out(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name));
        var source = new ConfigSource(name, "");

        var saved = TransformPipeline.Parse(text, name).ToYaml();

        List<ConfigProblem> problems = [];
        Assert.Equal(Values(YamlTree.Parse(text, source, problems)!), Values(YamlTree.Parse(saved, source, problems)!));
        Assert.Empty(problems);
    }

    [Fact]
    public void The_default_pipeline_is_that_of_the_original_script_in_code_and_as_a_file()
    {
        Assert.Equal(File.ReadAllText(Path.Combine(Folder, "default_pipeline.yml")), TransformPipeline.Default.ToYaml());
        Assert.Equal(TransformPipeline.Default.Root, TransformPipeline.Read(Path.Combine(Repository.Root, "recipes", "augment-default.yml")).Root);
    }

    [Fact]
    public void A_limit_for_both_axes_is_saved_as_one_for_each()
    {
        var saved = TransformPipeline.Parse("[ShiftScaleRotate: {shift_limit: 0.2, shift_limit_y: [0, 0.1]}]", "a.yml").ToYaml();

        Assert.Contains("    shift_limit_x:\n    - -0.2\n    - 0.2\n    shift_limit_y:\n    - 0\n    - 0.1\n", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("shift_limit:", saved, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_formats_are_files_that_read_back_as_equal_pipelines()
    {
        using var tree = new PictureTree();
        var pipeline = TransformPipeline.Parse("[Affine, OneOf: [HorizontalFlip, Rotate: {limit: 1.5}], SomeOf: {n: 2, transforms: [NoOp]}]", "a.yml");
        foreach (var name in new[] { "a.yml", "a.json", "A.JSON" })
        {
            var path = Path.Combine(tree.Root, name);
            pipeline.Save(path);

            Assert.Equal(pipeline.Root, TransformPipeline.Read(path).Root);
            Assert.Equal(name != "a.yml", File.ReadAllText(path).StartsWith('{'));
        }
    }

    [Fact]
    public void A_failing_save_says_where_and_leaves_the_old_file()
    {
        using var tree = new PictureTree();
        var path = tree.AddFile("a.yml", "old");

        Assert.Contains("Stranger", Assert.Throws<MienException>(() => new TransformPipeline([new Stranger()]).Save(path)).Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        var missing = Path.Combine(tree.Root, "no", "a.yml");
        Assert.Contains(missing, Assert.Throws<MienException>(() => new TransformPipeline([]).Save(missing)).Message, StringComparison.Ordinal);
    }

    private static string Values(ConfigNode node) => node switch
    {
        ListNode list => $"[{string.Join(",", list.Items.Select(Values))}]",
        MapNode map => $"{{{string.Join(",", map.Entries.Select(entry => $"{entry.Key.Text}:{Values(entry.Value)}"))}}}",
        _ => ((ScalarNode)node).Text,
    };

    private sealed class Stranger : ITransform
    {
        public double Probability => 1;

        public bool TreatsChannelsAlike => true;

        public Imaging.Image Apply(Imaging.Image image, ref RandomStream random, TransformContext context, bool isForced = false) => image;
    }
}
