using Mien.Core;
using Mien.Data.Containers;

namespace Mien.Data.Tests.Pipelines;

/// <summary>
/// Files that are wrong in one way or another, and what is said about each. malformed.approved.txt holds the outcomes word for
/// word; run the tests with MIEN_ACCEPT=1 to write it anew after a change, and read the difference.
/// </summary>
public sealed class MalformedPipelineTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "golden", "albumentations", "yaml", "malformed");

    private static readonly string Approved = Path.Combine(Repository.Root, "tests", "Mien.Data.Tests", "Pipelines", "malformed.approved.txt");

    [Fact]
    public void Each_file_has_the_approved_outcome()
    {
        var outcomes = string.Concat(Directory.GetFiles(Folder, "*.yml").Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)}\n{Outcome(path)}\n"));
        if (Environment.GetEnvironmentVariable("MIEN_ACCEPT") == "1")
        {
            File.WriteAllText(Approved, outcomes);
        }

        Assert.Equal(File.ReadAllText(Approved), outcomes);
    }

    [Fact]
    public void What_Albumentations_refuses_is_refused_here()
    {
        // By running A.load and one call on each file; see yaml/malformed/outcomes.json of the fixtures. The others are accepted there.
        string[] accepted =
        [
            "anchors_ok.yml", "dotted_class_ok.yml", "json_in_yml.yml", "no_version.yml", "oneorother_three.yml", "other_version.yml",
            "toplevel_replaycompose.yml", "transforms_empty.yml", "yes_bool.yml", "motion_blur_lower_even_shifted.yml",
            "crop_larger_than_image.yml", "exp_float.yml", "bad_interpolation.yml",
        ];

        var acceptedHere = Directory.GetFiles(Folder, "*.yml").Where(path => !Outcome(path).Contains("refused", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!);
        Assert.Equal(accepted.Order(StringComparer.Ordinal), acceptedHere.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_of_100_megabytes_is_refused_without_reading_it()
    {
        using var tree = new PictureTree();
        var path = tree.AddFile("large.yml");
        using (var stream = File.OpenWrite(path))
        {
            stream.SetLength(100_000_000);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ConfigException>(() => TransformPipeline.Read(path));

        Assert.Contains($"Expected a pipeline file of at most 4194304 bytes but {path} has 100000000.", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_file_without_end_is_refused() => Assert.Contains("/dev/zero has more", Assert.Throws<ConfigException>(() => TransformPipeline.Read("/dev/zero")).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_are_refused_with_their_place()
    {
        using var tree = new PictureTree();
        var path = tree.AddFile("bad.yml");
        File.WriteAllBytes(path, [.. "- HorizontalFlip # "u8, 0xC3, 0x28]);
        Assert.Contains($"Expected a pipeline file in UTF-8 but byte 20 of {path} is none", Assert.Throws<ConfigException>(() => TransformPipeline.Read(path)).Message, StringComparison.Ordinal);

        File.WriteAllBytes(path, [.. "- HorizontalFlip\n- \0Rotate\n"u8]);
        Assert.Contains("bad.yml:2:3: expected text but got the control character U+0000", Assert.Throws<ConfigProblemsException>(() => TransformPipeline.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        using var tree = new PictureTree();
        var path = tree.AddFile("bom.yml");
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. "- HorizontalFlip"u8]);

        Assert.Single(TransformPipeline.Read(path).Transforms);
    }

    [Fact]
    public void Nested_containers_are_read_to_a_depth_that_no_stack_minds()
    {
        Assert.Equal(31, Depth(TransformPipeline.Parse(Nested(30), "a.yml").Root));
        Assert.Contains("nested at most 64 deep", Assert.Throws<ConfigProblemsException>(() => TransformPipeline.Parse(Nested(100), "a.yml")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData(".nan")]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData(".inf")]
    [InlineData("Infinity")]
    [InlineData("-.inf")]
    [InlineData("010")]
    [InlineData("0x10")]
    [InlineData("1_0")]
    [InlineData("1:30")]
    [InlineData("'5'")]
    [InlineData("true")]
    [InlineData("٣")]
    public void What_is_no_plain_number_in_range_is_refused(string number)
    {
        var error = Assert.Throws<ConfigProblemsException>(() => TransformPipeline.Parse($"[Rotate: {{limit: {number}}}, Rotate: {{limit: [0, {number}]}}]", "a.yml"));

        Assert.Equal(2, error.Problems.Length);
        Assert.All(error.Problems, problem => Assert.Contains("expected limit of Rotate to be a number from -360 to 360", problem.Message, StringComparison.Ordinal));
    }

    private static string Outcome(string path)
    {
        try
        {
            var pipeline = TransformPipeline.Read(path);
            return pipeline.Warnings.IsEmpty ? "  accepted\n" : string.Concat(pipeline.Warnings.Select(warning => $"  accepted with a warning: {warning}\n"));
        }
        catch (ConfigProblemsException e)
        {
            return string.Concat(e.Problems.Select(problem => $"  refused: {problem}\n"));
        }
    }

    private static string Nested(int depth) => $"[{Enumerable.Range(0, depth).Aggregate("NoOp", (inner, _) => $"OneOf: [{inner}]")}]";

    private static int Depth(ITransform transform) => transform is TransformContainer { Children: [var child, ..] } ? 1 + Depth(child) : 0;
}
