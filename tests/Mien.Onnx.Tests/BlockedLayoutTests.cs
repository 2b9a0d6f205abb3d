using Mien.Core;
using Mien.Models;
using Mien.Torch;
using static Mien.Onnx.Tests.SmallNetwork;

namespace Mien.Onnx.Tests;

public sealed class BlockedLayoutTests
{
    private const int Side = 64;

    // Larger ones are not traced, as that takes long: those of these families have more of the same layers, and other families have layers of other kinds.
    private const long MostParameters = 12_000_000;

    private static readonly string[] Covered =
    [
        "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large",
        "efficientnet_b0", "efficientnet_b1", "efficientnet_b2",
        "affect_efficientnet", "affect_mobilenet",
    ];

    public static TheoryData<string, Design> Misfits => new()
    {
        { "no convolution by channel", new() { IsDepthwise = false } },
        { "a pool of means", new() { Extra = new AvgPool2d(2) } },
        { "a pool whose last window may begin behind the map", new() { Extra = new MaxPool2d(2, ceilMode: true) } },
        { "an activation alone", new() { Extra = new Sigmoid() } },
        { "an activation behind a sum that is its own", new() { Sum = Sum.BehindActivation, Extra = new Relu() } },
        { "other limits", new() { Activation = "relu", Sum = Sum.None, Extra = new Limits() } },
        { "a dilated convolution", new() { Extra = new Conv2d(17, 17, kernelSize: 3, padding: 2, dilation: 2) } },
        { "groups", new() { Channels = 16, Extra = new Conv2d(16, 16, kernelSize: 3, padding: 1, groups: 2) } },
        { "two outputs for each channel", new() { Extra = new Conv2d(17, 34, kernelSize: 3, groups: 17), LastChannels = 34 } },
        { "a stride of 3 by channel", new() { Extra = new Conv2d(17, 17, kernelSize: 3, stride: 3, groups: 17) } },
        { "a wide kernel behind squeeze and excitation", new() { ProjectionKernel = 3 } },
        { "one scale for all channels", new() { Excited = 1 } },
        { "another reader behind squeeze and excitation", new() { ReadsTheScaledTwice = true } },
    };

    [Fact]
    public void A_block_becomes_an_operator_for_each_convolution_but_one_for_the_first_two()
    {
        using var network = Build(new());
        var lines = Model(network).WithOwnOperators()!.ToString().Split('\n');
        Assert.Equal(
        [
            "Mul: mien.Convolution(input, stem.weight/blocked, stem.bias/blocked) channels=3 kernel_shape=3,3 strides=2,2 pads=1,1,1,1 activation=3",
            "Mul_3: mien.DepthwiseConvolution(Mul, depth.weight/blocked, depth.bias/blocked, expand.weight/blocked, expand/Conv/bias/blocked) kernel_shape=3,3 strides=1,1 pads=1,1,1,1 activation=3 channels=17 expansion_activation=3",
            "Sigmoid_5: mien.SqueezeExcitation(Mul_3, squeeze.weight/squeeze, squeeze.bias, excite.weight/excitation, excite.bias/blocked) activation=3 gate=5",
            "Add: mien.Convolution(Mul_3, project.weight/blocked, project.bias/blocked, Sigmoid_5, Mul) channels=34 kernel_shape=1,1 strides=1,1 pads=0,0,0,0 activation=0",
            "Mul_6: mien.Convolution(Add, last.weight/blocked, last.bias/blocked) channels=17 kernel_shape=1,1 strides=1,1 pads=0,0,0,0 activation=3",
            "GlobalAveragePool_2: mien.GlobalMean(Mul_6) channels=33",
            "Flatten: Flatten(GlobalAveragePool_2) axis=1",
            "classes/Gemm: Gemm(Flatten, classes.weight, classes.bias) transB=1",
            "logits: Identity(classes/Gemm)",
        ], lines);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("relu", 1)]
    [InlineData("relu6", 2)]
    [InlineData("silu", 3)]
    [InlineData("hardswish", 4)]
    [InlineData("gated", 4)]
    public void An_activation_goes_into_its_convolution(string activation, int number)
    {
        using var network = Build(new() { Activation = activation });
        var model = Model(network).WithOwnOperators()!;
        Assert.Equal(["Convolution", "DepthwiseConvolution", "SqueezeExcitation", "Convolution", "Convolution", "GlobalMean", "Flatten", "Gemm", "Identity"], model.Operators);
        Assert.Equal(4, model.ToString().Split('\n').Count(line => line.Contains($" activation={number}", StringComparison.Ordinal)) - (number == 0 ? 1 : 0)); // all but the projection
        Assert.Contains($" expansion_activation={number}", model.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Sum.Activated), 0)]
    [InlineData(nameof(Sum.BehindActivation), 1)]
    public void A_sum_goes_into_a_convolution_unless_its_activation_comes_before(string sum, int left)
    {
        using var network = Build(new() { Sum = Enum.Parse<Sum>(sum) });
        Assert.Equal(left, Model(network).WithOwnOperators()!.Operators.Count(type => type == "Add"));
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Misfits))]
    public void A_network_with_anything_else_before_its_mean_stays_as_it_is(string what, Design design)
    {
        using var network = Build(design);
        Assert.True(Model(network).WithOwnOperators() is null, what);
    }

    [Fact]
    public void A_network_has_as_few_nodes_as_the_documentation_says()
    {
        using var network = ModelRegistry.Find("efficientnet_b0").Build(new());
        var model = Model(network);
        Assert.Equal((240, 54), (model.Operators.Length, model.WithOwnOperators()!.Operators.Length));
    }

    [Fact]
    public void A_network_of_bytes_stays_as_it_is()
    {
        using var network = Build(new());
        Assert.Null(Model(network).WithPreprocessing(new() { WidthPx = Side, HeightPx = Side, Scaling = PixelScaling.ImageNet }).WithOwnOperators());
    }

    [Fact]
    public void These_architectures_are_rewritten_and_no_others()
    {
        var rewritten = ModelRegistry.All.Where(info => info.ParameterCount < MostParameters).ToLookup(How, info => info.Name);
        Assert.Equal(Covered, rewritten["float32"]);
        Assert.Equal(["resnet18"], rewritten["bfloat16"]); // and the larger ones of the family
    }

    private static string How(ModelInfo info)
    {
        var inputPx = Math.Max(Side, Math.Min(info.DefaultInputPx, 100)); // some take no less
        using var network = info.Build(info.DefaultOptions with { InputPx = inputPx, InputChannels = 3 });
        var model = OnnxExport.Convert(network, new() { HeightPx = inputPx, WidthPx = inputPx });
        return model.WithOwnOperators() is not null ? "float32" : model.WithOwnOperators(inBfloat16: true) is not null ? "bfloat16" : "not";
    }

    private static OnnxModel Model(Module network) => OnnxExport.Convert(network, new() { HeightPx = Side, WidthPx = Side });

    private sealed class Limits : Module
    {
        protected override Tensor Compute(Tensor input) => input.Clamp(0, 1);
    }
}
