using Mien.Torch;

namespace Mien.Models.Tests;

/// <summary>Fresh weights have the distributions that torchvision draws them from.</summary>
public sealed class InitialWeightsTests
{
    private enum Law
    {
        Normal,
        NormalCutAtTwo,
        Uniform,
        Constant,
    }

    [Fact]
    public void Squeezenet() => AssertDrawn(
        "squeezenet1_1",
        ("features.12.expand3x3.weight", Law.Uniform, Math.Sqrt(6.0 / (64 * 9))),
        ("features.12.expand3x3.bias", Law.Constant, 0),
        ("classifier.1.weight", Law.Normal, 0.01),
        ("classifier.1.bias", Law.Constant, 0));

    [Fact]
    public void Mobilenet_v2() => AssertDrawn(
        "mobilenet_v2",
        ("features.18.0.weight", Law.Normal, Math.Sqrt(2.0 / 1280)),
        ("features.17.conv.1.0.weight", Law.Normal, Math.Sqrt(2.0 / (960 * 9))), // depthwise: the fan counts all outputs
        ("classifier.1.weight", Law.Normal, 0.01),
        ("classifier.1.bias", Law.Constant, 0));

    [Fact]
    public void Mobilenet_v3() => AssertDrawn(
        "mobilenet_v3_small",
        ("features.12.0.weight", Law.Normal, Math.Sqrt(2.0 / 576)),
        ("features.11.block.2.fc1.bias", Law.Constant, 0),
        ("classifier.0.weight", Law.Normal, 0.01),
        ("classifier.0.bias", Law.Constant, 0));

    [Fact]
    public void Efficientnet() => AssertDrawn(
        "efficientnet_b0",
        ("features.8.0.weight", Law.Normal, Math.Sqrt(2.0 / 1280)),
        ("features.7.0.block.2.fc1.bias", Law.Constant, 0),
        ("features.8.1.weight", Law.Constant, 1),
        ("classifier.1.weight", Law.Uniform, 1 / Math.Sqrt(1000)),
        ("classifier.1.bias", Law.Constant, 0));

    [Fact]
    public void Densenet() => AssertDrawn(
        "densenet121",
        ("features.denseblock4.denselayer16.conv1.weight", Law.Normal, Math.Sqrt(2.0 / 992)),
        ("classifier.weight", Law.Uniform, 1 / Math.Sqrt(1024)),
        ("classifier.bias", Law.Constant, 0));

    [Fact]
    public void Googlenet() => AssertDrawn(
        "googlenet_aux",
        ("inception5b.branch1.conv.weight", Law.Normal, 0.01),
        ("aux1.fc1.weight", Law.Normal, 0.01),
        ("fc.weight", Law.Normal, 0.01),
        ("fc.bias", Law.Uniform, 1.0 / 32));

    [Fact]
    public void Inception() => AssertDrawn(
        "inception_v3",
        ("Mixed_7c.branch1x1.conv.weight", Law.Normal, 0.1),
        ("AuxLogits.conv1.conv.weight", Law.Normal, 0.1),
        ("AuxLogits.fc.weight", Law.Normal, 0.001),
        ("fc.weight", Law.Normal, 0.1));

    [Fact]
    public void Convnext() => AssertDrawn(
        "convnext_tiny",
        ("features.7.2.block.0.weight", Law.Normal, 0.02),
        ("features.7.2.block.3.weight", Law.Normal, 0.02),
        ("features.7.2.block.3.bias", Law.Constant, 0),
        ("features.7.2.layer_scale", Law.Constant, 1e-6),
        ("classifier.2.weight", Law.Normal, 0.02));

    [Fact]
    public void Regnet() => AssertDrawn(
        "regnet_y_400mf",
        ("trunk_output.block4.block4-5.f.a.0.weight", Law.Normal, Math.Sqrt(2.0 / 440)),
        ("trunk_output.block4.block4-5.f.se.fc1.bias", Law.Uniform, 1 / Math.Sqrt(440)),
        ("fc.weight", Law.Normal, 0.01),
        ("fc.bias", Law.Constant, 0));

    [Fact]
    public void Shufflenet() => AssertDrawn(
        "shufflenet_v2_x1_0",
        ("conv5.0.weight", Law.Uniform, 1 / Math.Sqrt(464)),
        ("fc.weight", Law.Uniform, 1.0 / 32),
        ("fc.bias", Law.Uniform, 1.0 / 32));

    [Fact]
    public void Vision_transformer() => AssertDrawn(
        "vit_b_16",
        ("class_token", Law.Constant, 0),
        ("conv_proj.weight", Law.Normal, Math.Sqrt(1.0 / 768)),
        ("conv_proj.bias", Law.Constant, 0),
        ("encoder.pos_embedding", Law.Normal, 0.02),
        ("encoder.layers.encoder_layer_3.self_attention.in_proj_weight", Law.Uniform, Math.Sqrt(6.0 / (4 * 768))),
        ("encoder.layers.encoder_layer_3.self_attention.in_proj_bias", Law.Constant, 0),
        ("encoder.layers.encoder_layer_3.self_attention.out_proj.weight", Law.Uniform, 1 / Math.Sqrt(768)),
        ("encoder.layers.encoder_layer_3.self_attention.out_proj.bias", Law.Constant, 0),
        ("encoder.layers.encoder_layer_3.mlp.0.weight", Law.Uniform, Math.Sqrt(6.0 / (5 * 768))),
        ("encoder.layers.encoder_layer_3.mlp.0.bias", Law.Normal, 1e-6),
        ("heads.head.weight", Law.Constant, 0),
        ("heads.head.bias", Law.Constant, 0));

    [Fact]
    public void Swin_transformer() => AssertDrawn(
        "swin_t",
        ("features.0.0.weight", Law.Uniform, 1 / Math.Sqrt(48)),
        ("features.5.3.attn.relative_position_bias_table", Law.Normal, 0.02),
        ("features.5.3.attn.qkv.weight", Law.Normal, 0.02),
        ("features.5.3.mlp.0.weight", Law.Normal, 0.02),
        ("features.5.3.mlp.0.bias", Law.Constant, 0),
        ("features.6.reduction.weight", Law.Normal, 0.02),
        ("head.weight", Law.Normal, 0.02));

    [Fact]
    public void Tnet() => AssertDrawn(
        "talha_net",
        ("classification.0.weight", Law.Uniform, 1 / Math.Sqrt(800)),
        ("stage4.0.weight", Law.Uniform, 1 / Math.Sqrt(28 * 9)));

    [Fact]
    public void Affect_nets_draw_the_backbone_by_its_rule_and_the_heads_by_default()
    {
        AssertDrawn(
            "affect_mobilenet",
            ("model.12.0.weight", Law.Normal, Math.Sqrt(2.0 / 576)),
            ("classification.0.weight", Law.Uniform, 1 / Math.Sqrt(576)),
            ("regression.0.bias", Law.Uniform, 1 / Math.Sqrt(576)));
        AssertDrawn(
            "affect_efficientnet",
            ("model.8.0.weight", Law.Normal, Math.Sqrt(2.0 / 1280)),
            ("classification.1.weight", Law.Uniform, 1 / Math.Sqrt(1280)));
        AssertDrawn(
            "affect_squeezenet",
            ("model.12.expand3x3.weight", Law.Uniform, Math.Sqrt(6.0 / (64 * 9))),
            ("classification.1.weight", Law.Uniform, 1 / Math.Sqrt(512)));
    }

    [Fact]
    public void Keras_resnets()
    {
        AssertDrawn(
            "keras_resnet18",
            ("conv1_conv.weight", Law.Uniform, Math.Sqrt(6.0 / (3 * 49))),
            ("conv5.block2.2_conv.weight", Law.Uniform, Math.Sqrt(6.0 / (512 * 9))),
            ("conv5.block2.2_conv.bias", Law.Constant, 0),
            ("conv5.block2.2_bn.weight", Law.Constant, 1),
            ("predictions.weight", Law.Uniform, Math.Sqrt(6.0 / 512)),
            ("predictions.bias", Law.Constant, 0));
        AssertDrawn(
            "keras_resnet50_imagenet",
            ("conv5.block3.3_conv.weight", Law.Uniform, Math.Sqrt(6.0 / (512 + 2048))),
            ("predictions.weight", Law.Uniform, Math.Sqrt(6.0 / (2048 + 1000))));
    }

    [Fact]
    public void Fer_cnns() => AssertDrawn(
        "fercnn1",
        ("conv2.weight", Law.Uniform, Math.Sqrt(6.0 / ((32 + 64) * 9))),
        ("conv2.bias", Law.Constant, 0),
        ("dense1.weight", Law.Uniform, Math.Sqrt(6.0 / (6400 + 128))),
        ("dense1.bias", Law.Constant, 0));

    // Keras: variances 2 / fanIn, 2 / (fanIn + fanOut) and 1 / fanIn, uniform or normal.
    [Theory]
    [InlineData(KernelInitializer.HeUniform, 2.0 / (128 * 9))]
    [InlineData(KernelInitializer.HeNormal, 2.0 / (128 * 9))]
    [InlineData(KernelInitializer.GlorotUniform, 2.0 / ((128 + 256) * 9))]
    [InlineData(KernelInitializer.GlorotNormal, 2.0 / ((128 + 256) * 9))]
    [InlineData(KernelInitializer.LecunUniform, 1.0 / (128 * 9))]
    [InlineData(KernelInitializer.LecunNormal, 1.0 / (128 * 9))]
    public void Kernels_are_drawn_from_the_distribution_that_is_asked_for(KernelInitializer law, double variance)
    {
        var isUniform = law.ToString().EndsWith("Uniform", StringComparison.Ordinal);
        var deviation = Math.Sqrt(variance);
        AssertDrawn(
            "keras_resnet18",
            new KerasResNetOptions { KernelInitializer = law },
            ("conv4.block1.1_conv.weight", isUniform ? Law.Uniform : Law.NormalCutAtTwo, isUniform ? Math.Sqrt(3) * deviation : deviation));
    }

    private static void AssertDrawn(string name, params ReadOnlySpan<(string Tensor, Law Law, double Value)> expectations) =>
        AssertDrawn(name, ModelRegistry.Find(name).DefaultOptions, expectations);

    private static void AssertDrawn(string name, ModelOptions options, params ReadOnlySpan<(string Tensor, Law Law, double Value)> expectations)
    {
        using var scope = TensorScope.Begin();
        using var model = ModelRegistry.Find(name).Build(options);
        model.InitializeParameters(seed: 5);
        var state = model.StateDict().ToDictionary(item => item.Name, item => item.Tensor);
        foreach (var (tensor, law, value) in expectations)
        {
            var values = state[tensor].ToArray<float>();
            switch (law)
            {
                case Law.Constant:
                    Assert.All(values, actual => Assert.Equal((float)value, actual));
                    break;
                case Law.Normal:
                    AssertMoments(tensor, values, value);
                    Assert.True(values.Any(actual => Math.Abs(actual) > 2 * value), $"{tensor}: nothing lies beyond two deviations");
                    break;
                case Law.NormalCutAtTwo:
                    // What is left between -2 and 2 deviations of a wider normal has 0.8796 of its deviation.
                    AssertMoments(tensor, values, value);
                    Assert.All(values, actual => Assert.InRange(Math.Abs(actual), 0, 2.00001 * value / 0.87962566));
                    Assert.True(values.Any(actual => Math.Abs(actual) > 2 * value), $"{tensor}: nothing lies beyond two deviations");
                    break;
                default:
                    AssertMoments(tensor, values, value / Math.Sqrt(3));
                    Assert.All(values, actual => Assert.InRange(actual, -value * 1.000001, value * 1.000001));
                    break;
            }
        }
    }

    // Five standard errors of the mean and of the deviation; the latter is smaller for a uniform.
    private static void AssertMoments(string tensor, float[] values, double deviation)
    {
        var actual = Math.Sqrt(values.Average(value => (double)value * value));
        Assert.True(
            Math.Abs(actual - deviation) < 5 * deviation / Math.Sqrt(2.0 * values.Length), $"{tensor}: expected deviation {deviation} but got {actual}");
        Assert.Equal(0, values.Average(value => (double)value), 5 * deviation / Math.Sqrt(values.Length));
    }
}
