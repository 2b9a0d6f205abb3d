using Mien.Core;
using Mien.Torch;

namespace Mien.Models.Tests;

public sealed class HeadTests
{
    private const string Dense1 = "dense1.weight";

    public static TheoryData<string> Backbones => [.. ModelRegistry.All.Where(info => info.RegressionOutputCount == 0).Select(info => info.Name)];

    [Theory]
    [MemberData(nameof(Backbones))]
    public void Every_backbone_takes_another_head_and_keeps_the_rest(string name)
    {
        using var shapes = ShapesOnly.Begin();
        var info = ModelRegistry.Find(name);
        var options = info.DefaultOptions with { ClassCount = 7 };
        using var bare = info.Build(options with { Head = new NoHead() });
        using var headed = info.Build(options with { Head = new VggTopHead { FirstSize = 16, SecondSize = 12 } });
        using var original = info.Build(options);
        var (trunk, state) = (NamesOf(bare), ShapesOf(headed));
        var head = state.Keys.Except(trunk).ToList();
        var features = Assert.Single(state, item => item.Key.EndsWith(Dense1, StringComparison.Ordinal)).Value[1];
        Assert.Equal([16, features], state[head.Single(key => key.EndsWith(Dense1, StringComparison.Ordinal))]);
        Assert.Equal(
            ["16", "12, 16", "12", "7, 12", "7"], head.Where(key => !key.EndsWith(Dense1, StringComparison.Ordinal)).Select(key => string.Join(", ", state[key])));
        Assert.Empty(trunk.Except(NamesOf(original)));
        Assert.Empty(trunk.Except(state.Keys));
    }

    [Theory]
    [InlineData("resnet18", 48, 512)]
    [InlineData("squeezenet1_1", 48, 512)]
    [InlineData("mobilenet_v2", 48, 1280)]
    [InlineData("mobilenet_v3_small", 48, 576)]
    [InlineData("efficientnet_b0", 48, 1280)]
    [InlineData("vgg11", 48, 25088)]
    [InlineData("googlenet", 48, 1024)]
    [InlineData("inception_v3_noaux", 75, 2048)]
    [InlineData("densenet121", 48, 1024)]
    [InlineData("convnext_tiny", 48, 768)]
    [InlineData("regnet_y_400mf", 48, 440)]
    [InlineData("shufflenet_v2_x1_0", 48, 1024)]
    [InlineData("swin_t", 48, 768)]
    [InlineData("keras_resnet18", 48, 512)]
    [InlineData("fercnn1", 48, 6400)]
    public void A_headed_net_gives_a_row_of_outputs_and_a_bare_one_its_features(string name, int sizePx, int featureCount)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var info = ModelRegistry.Find(name);
        var pictures = Tensor.Ones([2, info.DefaultInputChannels, sizePx, sizePx]);
        using var headed = info.Build(info.DefaultOptions with { ClassCount = 7, Head = new VggTopHead { FirstSize = 16, SecondSize = 12 } });
        Assert.Equal([2, 7], headed.Train(false).Forward(pictures).Shape);
        using var bare = info.Build(info.DefaultOptions with { Head = new NoHead() });
        Assert.Equal([2, featureCount], bare.Train(false).Forward(pictures).Shape);
    }

    [Fact]
    public void A_classifier_has_the_names_of_a_net_that_ends_in_a_linear_layer()
    {
        using var shapes = ShapesOnly.Begin();
        var info = ModelRegistry.Find("resnet18");
        using var model = info.Build(new ModelOptions { Head = new ClassifierHead() });
        using var original = info.Build(new ModelOptions());
        Assert.Equal(NamesOf(original), NamesOf(model));
        using var dropping = info.Build(new ModelOptions { Head = new ClassifierHead { Dropout = 0.3 } });
        Assert.Equal(0.3, Assert.Single(dropping.NamedModules().Select(item => item.Module).OfType<Dropout>()).Probability);
    }

    [Fact]
    public void The_vgg_top_has_the_layers_sizes_and_rates_of_the_original()
    {
        using var shapes = ShapesOnly.Begin();
        using var head = new VggTopHead().Build(featureCount: 2048, outputCount: 7);
        Assert.Equal([0.2, 0.5, 0.5], head.NamedModules().Select(item => item.Module).OfType<Dropout>().Select(dropout => dropout.Probability));
        Assert.Equal((2048 * 4096) + 4096 + (4096 * 4096) + 4096 + (4096 * 7) + 7, head.NamedParameters().Sum(item => item.Tensor.Count));
        using var other = new VggTopHead { FirstSize = 2048, SecondSize = 512, FirstDropout = 0.5, SecondDropout = 0.2 }.Build(featureCount: 2048, outputCount: 7);
        Assert.Equal((2048 * 2048) + 2048 + (2048 * 512) + 512 + (512 * 7) + 7, other.NamedParameters().Sum(item => item.Tensor.Count));
    }

    // A transformer sets its own last layer to 0; hidden layers of 0 behind a ReLU could never learn.
    [Theory]
    [InlineData("vit_b_16", "heads.head.dense1.weight", 768)]
    [InlineData("mobilenet_v2", "classifier.dense1.weight", 1280)]
    public void The_vgg_top_draws_its_weights_by_its_own_rule_on_every_backbone(string name, string kernel, int featureCount)
    {
        using var scope = TensorScope.Begin();
        using var model = ModelRegistry.Find(name).Build(new ModelOptions { ClassCount = 7, Head = new VggTopHead { FirstSize = 256, SecondSize = 64 } });
        model.InitializeParameters(seed: 4);
        var values = model.StateDict().Single(item => item.Name == kernel).Tensor.ToArray<float>();
        var limit = Math.Sqrt(6.0 / (featureCount + 256));
        Assert.All(values, value => Assert.InRange(value, -limit, limit));
        Assert.Equal(limit / Math.Sqrt(3), Math.Sqrt(values.Average(value => (double)value * value)), limit * 0.01);
    }

    // EfficientNet-B0 and MobileNetV3-small under this head are the published affect nets.
    [Theory]
    [InlineData("efficientnet_b0", null, 4_020_358)]
    [InlineData("mobilenet_v3_small", 1024, 2_118_954)]
    public void The_affect_head_has_the_parameters_of_the_published_nets(string name, int? hiddenSize, long count)
    {
        using var shapes = ShapesOnly.Begin();
        using var net = ModelRegistry.Find(name).Build(new ModelOptions { ClassCount = 8, Head = new AffectHead { HiddenSize = hiddenSize } });
        Assert.Equal(count, net.NamedParameters().Sum(item => item.Tensor.Count));
    }

    [Fact]
    public void The_affect_head_gives_scores_then_arousal_and_valence_which_tanh_may_bound()
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var pictures = Tensor.Ones([2, 3, 32, 32]) * 100;
        var (free, bound) = (Outputs(bounds: false), Outputs(bounds: true));
        Assert.Equal([2, 5], free.Shape);
        Assert.Equal(free.Narrow(1, 0, 3).ToArray<float>(), bound.Narrow(1, 0, 3).ToArray<float>());
        Assert.Equal(free.Narrow(1, 3, 2).Tanh().ToArray<float>(), bound.Narrow(1, 3, 2).ToArray<float>());

        Tensor Outputs(bool bounds)
        {
            using var net = ModelRegistry.Find("resnet18").Build(new ModelOptions { ClassCount = 3, Head = new AffectHead { BoundsRegression = bounds } });
            net.InitializeParameters(seed: 2);
            return net.Train(false).Forward(pictures);
        }
    }

    [Theory]
    [InlineData("resnet18", 2)]
    [InlineData("vgg11", 6)]
    [InlineData("vit_b_16", 2)]
    [InlineData("talha_net", 12)]
    public void The_parameters_of_a_head_are_known_by_name(string name, int count)
    {
        var head = ModelRegistry.Find(name).HeadParameters(new());
        Assert.Equal(count, head.Count);
        Assert.All(head, parameter => Assert.Matches(@"^(fc|classifier|heads|classification|regression)\.", parameter));
    }

    [Fact]
    public void One_coefficient_penalises_every_kernel_and_no_bias()
    {
        using var scope = TensorScope.Begin();
        using var net = ModelRegistry.Find("resnet18").Build(new ModelOptions { ClassCount = 3 });
        net.InitializeParameters(seed: 2);
        var squares = net.NamedParameters().Where(item => item.Tensor.Rank > 1).Sum(item => item.Tensor.ToArray<float>().Sum(value => (double)value * value));
        Assert.Equal(0.01 * squares, KernelPenalty.OfAll(net, 0.01)!().ToDouble(), 1e-3); // sums of float32
        Assert.Null(KernelPenalty.OfAll(net, 0));
    }

    [Theory]
    [InlineData("talha_net")]
    [InlineData("affect_mobilenet")]
    public void A_net_with_two_heads_refuses_another(string name) => Assert.Contains(
        "two of its own", Assert.Throws<ConfigException>(() => ModelRegistry.Find(name).Build(new ModelOptions { Head = new ClassifierHead() })).Message);

    [Fact]
    public void Heads_are_found_by_name()
    {
        Assert.Equal(new VggTopHead(), HeadDesign.Find("VGG-top"));
        Assert.Equal(new ClassifierHead(), HeadDesign.Find("classifier"));
        Assert.Equal(new AffectHead(), HeadDesign.Find("affect"));
        Assert.Equal(new NoHead(), HeadDesign.Find("none"));
        Assert.StartsWith("There is no head 'vggtop'; did you mean 'vgg-top'?", Assert.Throws<ConfigException>(() => HeadDesign.Find("vggtop")).Message);
    }

    [Fact]
    public void Rates_and_sizes_that_make_no_sense_are_refused()
    {
        Assert.Throws<ConfigException>(() => new ClassifierHead { Dropout = 1 });
        Assert.Throws<ConfigException>(() => new VggTopHead { SecondDropout = -0.1 });
        Assert.Throws<ConfigException>(() => new VggTopHead { FirstSize = 0 });
    }

    private static List<string> NamesOf(Module model) => [.. model.StateDict().Select(item => item.Name)];

    private static Dictionary<string, long[]> ShapesOf(Module model) => model.StateDict().ToDictionary(item => item.Name, item => item.Tensor.Shape.ToArray());
}
