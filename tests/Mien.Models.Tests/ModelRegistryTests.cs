using System.Text.Json;
using Mien.Core;
using Mien.Models.Blocks;
using Mien.Models.Goldens;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class ModelRegistryTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(info => info.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_has_the_names_shapes_and_order_of_its_listing(string name)
    {
        var info = ModelRegistry.Find(name);
        using var model = Outline(info);
        var listing = StateListing.Find(GoldenFolder.PathOf("goldens/any.json"), [name, info.ListingName]);
        listing.RequireSame(StateOf(model));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_has_the_counts_of_the_original(string name)
    {
        var (info, expected) = (ModelRegistry.Find(name), CountsOf(name));
        using var model = Outline(info);
        Assert.Equal(expected.GetProperty("params").GetInt64(), info.ParameterCount);
        Assert.Equal(expected.GetProperty("params").GetInt64(), model.NamedParameters().Sum(item => item.Tensor.Count));
        Assert.Equal(expected.GetProperty("buffers").GetInt64(), model.NamedBuffers().Sum(item => item.Tensor.Count));
        Assert.Equal(expected.GetProperty("num_state_dict_entries").GetInt32(), model.StateDict().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_has_the_norms_and_the_dropout_of_the_original(string name)
    {
        var expected = CountsOf(name);
        using var model = Outline(ModelRegistry.Find(name));
        Module[] modules = [.. model.NamedModules().Select(item => item.Module)];
        Assert.Equal(
            Entries(expected, "norm_eps_momentum").Select(entry => $"{entry[0].GetString()} {entry[1].GetDouble()} {(entry[2].ValueKind == JsonValueKind.Null ? null : entry[2].GetDouble())}"),
            modules.Select(DescribeNorm).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            Entries(expected, "dropout_p").Select(entry => entry.GetDouble()),
            modules.OfType<Dropout>().Select(dropout => dropout.Probability).Distinct().Order());
        double[] depths = [.. modules.OfType<StochasticDepth>().Select(depth => Math.Round(depth.Probability, 6))];
        Assert.Equal(Entries(expected, "stochastic_depth_p").Select(entry => entry.GetDouble()), depths.Length <= 24 ? depths : [depths.Length, depths[0], depths[^1]]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_grey_model_for_seven_classes_differs_in_the_first_kernel_and_the_last_layers_alone(string name)
    {
        var info = ModelRegistry.Find(name);
        if (name.EndsWith("_transform_input", StringComparison.Ordinal))
        {
            return; // that transformation is one of three colours
        }

        using var shapes = ShapesOnly.Begin();
        using var usual = info.Build(new ModelOptions { ClassCount = info.DefaultClassCount });
        using var small = info.Build(new ModelOptions { ClassCount = 7, InputChannels = 1 });
        (StateEntry Usual, StateEntry Small)[] differing =
            [.. StateOf(usual).Zip(StateOf(small)).Where(pair => pair.First.ToString() != pair.Second.ToString())];
        Assert.Single(differing, pair => pair.Usual.Shape.SequenceEqual([pair.Small.Shape[0], 3, .. pair.Small.Shape.Skip(2)]) && pair.Small.Shape[1] == 1);
        Assert.All(differing.Where(pair => pair.Small.Shape.Count < 4 || pair.Small.Shape[1] != 1), pair =>
            Assert.Equal([info.DefaultClassCount, .. pair.Small.Shape.Skip(1)], pair.Usual.Shape));
        Assert.All(differing.Where(pair => pair.Small.Shape.Count < 4 || pair.Small.Shape[1] != 1), pair => Assert.Equal(7, pair.Small.Shape[0]));
    }

    [Fact]
    public void Dropout_and_stochastic_depth_can_be_set()
    {
        using var shapes = ShapesOnly.Begin();
        using var model = ModelRegistry.Find("efficientnet_b0").Build(new ModelOptions { Dropout = 0.4, StochasticDepth = 0 });
        Assert.Equal([0.4], model.NamedModules().Select(item => item.Module).OfType<Dropout>().Select(dropout => dropout.Probability));
        Assert.All(model.NamedModules().Select(item => item.Module).OfType<StochasticDepth>(), depth => Assert.Equal(0, depth.Probability));
    }

    [Fact]
    public void Dropout_of_swin_also_falls_on_what_attention_gives()
    {
        using var scope = TensorScope.Begin();
        using var attention = new WindowAttention(6, headCount: 2, size: 7, shift: 0, dropout: 0.5);
        attention.InitializeParameters(seed: 1);
        double Zeros(bool training) => attention.Train(training).Forward(Tensor.Ones([1, 14, 14, 6])).EqualTo(0).Sum().ToDouble();
        Assert.Equal(0, Zeros(training: false));
        Assert.InRange(Zeros(training: true), 460, 716); // 588 of 1176 expected; within 7.5 deviations of 17
    }

    [Theory]
    [InlineData("talha_net")]
    [InlineData("affect_mobilenet")]
    public void Arousal_and_valence_can_be_kept_in_their_range_and_stand_behind_the_classes(string name)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var info = ModelRegistry.Find(name);
        float[] Outputs(bool bounds)
        {
            using var model = info.Build(new ModelOptions { ClassCount = 3, BoundsRegression = bounds });
            model.InitializeParameters(seed: 2);
            return model.Train(false).Forward(Tensor.Ones([1, 3, 64, 64])).ToArray<float>();
        }

        var (free, bounded) = (Outputs(bounds: false), Outputs(bounds: true));
        Assert.Equal(3 + info.RegressionOutputCount, free.Length);
        Assert.Equal(free[..3], bounded[..3]);
        Assert.All(free[3..].Zip(bounded[3..]), pair => Assert.Equal(MathF.Tanh(pair.First), pair.Second, 1e-6f));
        Assert.NotEqual(free[3], bounded[3]);
    }

    [Fact]
    public void Every_listed_model_is_registered()
    {
        using var counts = JsonDocument.Parse(File.ReadAllText(GoldenFolder.PathOf("counts.json")));
        Assert.All(counts.RootElement.GetProperty("models").EnumerateObject(), row => Assert.Equal(row.Name, ModelRegistry.Find(row.Name).Name));
    }

    [Fact]
    public void Names_are_unique() => Assert.Equal(ModelRegistry.All.Length, ModelRegistry.All.Select(info => info.Name.ToUpperInvariant()).Distinct().Count());

    [Fact]
    public void Case_does_not_matter() => Assert.Equal("resnet18", ModelRegistry.Find("ResNet18").Name);

    [Fact]
    public void An_unknown_name_is_answered_with_the_nearest() => Assert.StartsWith(
        "There is no model 'resnet81'; did you mean 'resnet18'?", Assert.Throws<ConfigException>(() => ModelRegistry.Find("resnet81")).Message);

    [Fact]
    public void Options_that_no_model_can_have_are_refused()
    {
        Assert.Throws<ConfigException>(() => new ModelOptions { ClassCount = 0 });
        Assert.Throws<ConfigException>(() => new ModelOptions { InputChannels = 4 });
        Assert.Throws<ConfigException>(() => new ModelOptions { Dropout = 1 });
        Assert.Throws<ConfigException>(() => new ModelOptions { StochasticDepth = double.NaN });
    }

    // Without memory for the weights, so that even the largest net takes no time.
    private static Module Outline(ModelInfo info)
    {
        using var shapes = ShapesOnly.Begin();
        return info.Build(info.DefaultOptions);
    }

    private static JsonElement CountsOf(string name)
    {
        using var counts = JsonDocument.Parse(File.ReadAllText(GoldenFolder.PathOf("counts.json")));
        return counts.RootElement.GetProperty("models").GetProperty(name).Clone();
    }

    private static JsonElement.ArrayEnumerator Entries(JsonElement counts, string property) =>
        counts.TryGetProperty(property, out var entries) ? entries.EnumerateArray() : default;

    private static string? DescribeNorm(Module module) => module switch
    {
        BatchNorm norm => $"{module.GetType().Name} {norm.Epsilon} {norm.Momentum}",
        LayerNorm norm => $"{module.GetType().Name} {norm.Epsilon} ",
        _ => null,
    };

    private static StateEntry[] StateOf(Module model) =>
        [.. model.StateDict().Select(item => new StateEntry(item.Name, item.Tensor.Shape, item.Tensor.DType.ToString().ToLowerInvariant()))];
}
