using Mien.Core;
using Mien.Data.Containers;
using Mien.Data.Pipelines;

namespace Mien.Data.Tests.Pipelines;

/// <summary>What holds for any pipeline, tried on many that are put together at random.</summary>
public sealed class RandomPipelineTests
{
    private static readonly Imaging.Image Picture = PictureTree.Noise(seed: 1, 40, 32, 3);

    // Transforms that cannot do without parameters, and Normalize, which has its own rules of where it may stand.
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["CenterCrop"] = "height: 16, width: 12, ",
        ["RandomCrop"] = "height: 16, width: 12, ",
        ["RandomResizedCrop"] = "height: 32, width: 40, ",
        ["Resize"] = "height: 32, width: 40, ",
    };

    private static readonly string[] Leaves = [.. TransformCatalog.All.Where(transform => transform is not (TransformContainer or Data.Transforms.Normalize)).Select(transform => transform.Name)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Saved_and_loaded_it_is_equal_and_changes_pictures_alike(int seed)
    {
        var random = new RandomStream((ulong)seed, "pipeline");
        var text = $"[{string.Join(", ", Enumerable.Range(0, 1 + random.NextInt32(3)).Select(_ => Step(ref random, depth: 0)))}]";
        var pipeline = TransformPipeline.Parse(text, "short.yml");

        var fromYaml = TransformPipeline.Parse(pipeline.ToYaml(), "saved.yml");
        var fromJson = TransformPipeline.Parse(pipeline.ToJson(), "saved.json");

        Assert.Equal(pipeline.ToYaml(), fromYaml.ToYaml());
        Assert.Equal(fromYaml.Root, fromJson.Root);
        Assert.Empty(fromYaml.Warnings.Where(warning => !warning.Message.Contains("OneOrOther", StringComparison.Ordinal)));
        for (var index = 0; index < 5; index++)
        {
            var (first, second) = (new RandomStream(3, "test", index: index), new RandomStream(3, "test", index: index));
            Assert.Equal(Outcome(pipeline, ref first), Outcome(fromYaml, ref second));
        }
    }

    [Fact]
    public void Every_transform_with_its_defaults_is_saved_and_loaded() => Assert.All(
        TransformCatalog.All.Where(transform => transform is not OneOrOther && !Parameters.ContainsKey(transform.Name)),
        transform =>
        {
            var saved = new TransformPipeline([transform]).ToYaml();
            var loaded = TransformPipeline.Parse(saved, transform.Name);
            Assert.Equal(saved, loaded.ToYaml());
            Assert.Equal(loaded.Root, TransformPipeline.Parse(saved, transform.Name).Root);
        });

    // A crop that is larger than what a crop before it left is refused, alike each time.
    private static string Outcome(TransformPipeline pipeline, ref RandomStream random)
    {
        try
        {
            var result = pipeline.Apply(Picture, ref random, new TransformContext());
            return $"{result.Width} x {result.Height}: {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(result.Pixels))} {random.NextUInt32()}";
        }
        catch (MienException e)
        {
            return e.Message;
        }
    }

    private static string Step(ref RandomStream random, int depth)
    {
        var p = (random.NextInt32(10) + 1) / 10.0;
        if (depth > 4 || random.NextBool(0.5))
        {
            var name = Leaves[random.NextInt32(Leaves.Length)];
            return FormattableString.Invariant($"{{{name}: {{{Parameters.GetValueOrDefault(name)}always_apply: {(random.NextBool(0.2) ? "yes" : "no")}, p: {p}}}}}");
        }

        string[] containers = ["Compose", "OneOf", "SomeOf", "OneOrOther", "Sequential", "ReplayCompose"];
        var container = containers[random.NextInt32(containers.Length)];
        var children = new string[1 + random.NextInt32(3)];
        for (var index = 0; index < children.Length; index++)
        {
            children[index] = Step(ref random, depth + 1);
        }

        var isWithout = random.NextBool(0.5);
        var some = container == "SomeOf" ? $"n: {1 + random.NextInt32(isWithout ? children.Length : 3)}, replace: {(isWithout ? "false" : "true")}, " : "";
        return FormattableString.Invariant($"{{{container}: {{{some}p: {p}, transforms: [{string.Join(", ", children)}]}}}}");
    }
}
