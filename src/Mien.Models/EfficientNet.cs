using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// EfficientNet B0 to B7 (Tan and Le 2019, arXiv:1905.11946) and EfficientNetV2 S, M and L (Tan and Le 2021, arXiv:2104.00298), as in
/// torchvision.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Any size from 33 works.</remarks>
public sealed class EfficientNet : Module
{
    private const double StochasticDepthOfLastBlock = 0.2;

    // Table 1 of the first paper: B0.
    private static readonly ImmutableArray<Stage> Base =
    [
        new(1, 3, 1, 16, 1), new(6, 3, 2, 24, 2), new(6, 5, 2, 40, 2), new(6, 3, 2, 80, 3), new(6, 5, 1, 112, 3), new(6, 5, 2, 192, 4), new(6, 3, 1, 320, 1),
    ];

    // Table 4 of the second paper, and its authors' code.
    private static readonly ImmutableArray<Stage> V2Small =
    [
        new(1, 3, 1, 24, 2, Fused: true), new(4, 3, 2, 48, 4, Fused: true), new(4, 3, 2, 64, 4, Fused: true),
        new(4, 3, 2, 128, 6), new(6, 3, 1, 160, 9), new(6, 3, 2, 256, 15),
    ];

    private static readonly ImmutableArray<Stage> V2Medium =
    [
        new(1, 3, 1, 24, 3, Fused: true), new(4, 3, 2, 48, 5, Fused: true), new(4, 3, 2, 80, 5, Fused: true),
        new(4, 3, 2, 160, 7), new(6, 3, 1, 176, 14), new(6, 3, 2, 304, 18), new(6, 3, 1, 512, 5),
    ];

    private static readonly ImmutableArray<Stage> V2Large =
    [
        new(1, 3, 1, 32, 4, Fused: true), new(4, 3, 2, 64, 7, Fused: true), new(4, 3, 2, 96, 7, Fused: true),
        new(4, 3, 2, 192, 10), new(6, 3, 1, 224, 19), new(6, 3, 2, 384, 25), new(6, 3, 1, 640, 7),
    ];

    private readonly Sequential _features;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Module _classifier;

    private EfficientNet(ModelOptions options, Design design)
    {
        _features = Child("features", Features(options, design));
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _classifier = Child("classifier", options.BuildHead(
            design.LastChannels, () => new Sequential(new Dropout(options.Dropout ?? design.Dropout), new Linear(design.LastChannels, options.ClassCount))));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        B(0, 5_288_548, 224, width: 1.0, depth: 1.0, dropout: 0.2),
        B(1, 7_794_184, 240, width: 1.0, depth: 1.1, dropout: 0.2),
        B(2, 9_109_994, 288, width: 1.1, depth: 1.2, dropout: 0.3),
        B(3, 12_233_232, 300, width: 1.2, depth: 1.4, dropout: 0.3),
        B(4, 19_341_616, 380, width: 1.4, depth: 1.8, dropout: 0.4),
        B(5, 30_389_784, 456, width: 1.6, depth: 2.2, dropout: 0.4),
        B(6, 43_040_704, 528, width: 1.8, depth: 2.6, dropout: 0.5),
        B(7, 66_347_960, 600, width: 2.0, depth: 3.1, dropout: 0.5),
        V2("s", 21_458_488, 384, V2Small, dropout: 0.2),
        V2("m", 54_139_356, 480, V2Medium, dropout: 0.3),
        V2("l", 118_515_272, 480, V2Large, dropout: 0.4),
    ];

    /// <summary>The convolutions of B0: (N, C, H, W) to (N, 1280, H', W').</summary>
    internal static Sequential FeaturesB0(ModelOptions options) => Features(options, Scaled(0, width: 1, depth: 1, dropout: 0.2));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _classifier.Forward(_avgPool.Forward(_features.Forward(input)).Flatten(1));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        switch (module)
        {
            case Conv2d convolution:
                InitialWeights.FanOut(convolution, initializer);
                break;
            case Linear linear:
                var limit = 1 / Math.Sqrt(linear.Weight.Size(0));
                initializer.Uniform(linear.Weight, "weight", -limit, limit);
                InitialWeights.ZeroIfAny(linear.Bias);
                break;
            default:
                base.InitializeModule(module, initializer);
                break;
        }
    }

    private static Sequential Features(ModelOptions options, Design design)
    {
        var (norm, stages) = (design.Norm, design.Stages);
        var channels = design.FirstChannels;
        List<Module> modules = [new ConvNormActivation(options.InputChannels, norm(channels), new Silu(inPlace: true), kernelSize: 3, stride: 2)];
        var (number, total) = (0, stages.Sum(stage => stage.Count));
        foreach (var stage in stages)
        {
            var blocks = new Module[stage.Count];
            for (var i = 0; i < stage.Count; i++)
            {
                var skipped = (options.StochasticDepth ?? StochasticDepthOfLastBlock) * number++ / total;
                blocks[i] = new Block(channels, i == 0 ? stage : stage with { Stride = 1 }, norm, skipped);
                channels = stage.Channels;
            }

            modules.Add(new Sequential(blocks));
        }

        modules.Add(new ConvNormActivation(channels, norm(design.LastChannels), new Silu(inPlace: true)));
        return new Sequential([.. modules]);
    }

    private static ModelInfo B(int number, long parameterCount, int inputPx, double width, double depth, double dropout)
    {
        var design = Scaled(number, width, depth, dropout);
        return new(
            $"efficientnet_b{number}", "EfficientNet", parameterCount, inputPx, "Tan and Le 2019, arXiv:1905.11946", options => new EfficientNet(options, design));
    }

    // The weights of B5 to B7 come from another port than the smaller ones, with TensorFlow's norms.
    private static Design Scaled(int number, double width, double depth, double dropout)
    {
        ImmutableArray<Stage> stages =
            [.. Base.Select(stage => stage with { Channels = Channels.Round(stage.Channels * width), Count = (int)Math.Ceiling(stage.Count * depth) })];
        Func<int, BatchNorm2d> norm = number >= 5 ? channels => new(channels, epsilon: 1e-3, momentum: 0.01) : channels => new(channels);
        return new(stages, Channels.Round(32 * width), stages[^1].Channels * 4, norm, dropout);
    }

    private static ModelInfo V2(string size, long parameterCount, int inputPx, ImmutableArray<Stage> stages, double dropout)
    {
        var design = new Design(stages, stages[0].Channels, 1280, channels => new(channels, epsilon: 1e-3), dropout);
        return new(
            $"efficientnet_v2_{size}", "EfficientNet", parameterCount, inputPx, "Tan and Le 2021, arXiv:2104.00298", options => new EfficientNet(options, design));
    }

    private sealed record Stage(int Expansion, int KernelSize, int Stride, int Channels, int Count, bool Fused = false);

    private sealed record Design(ImmutableArray<Stage> Stages, int FirstChannels, int LastChannels, Func<int, BatchNorm2d> Norm, double Dropout);

    /// <summary>
    /// Widens by 1x1, filters each channel, weighs the channels, and narrows by 1x1 (a fused block: widens by 3x3 and narrows), beside a
    /// shortcut where the shape stays.
    /// </summary>
    private sealed class Block : Module
    {
        private readonly Sequential _block;
        private readonly StochasticDepth _stochasticDepth;
        private readonly bool _hasShortcut;

        public Block(int inputChannels, Stage stage, Func<int, BatchNorm2d> norm, double skippedFraction)
        {
            var expanded = Channels.Round(inputChannels * stage.Expansion);
            _block = Child("block", new Sequential([.. stage.Fused ? Fused(inputChannels, expanded, stage, norm) : Separable(inputChannels, expanded, stage, norm)]));
            _stochasticDepth = Child("stochastic_depth", new StochasticDepth(skippedFraction));
            _hasShortcut = stage.Stride == 1 && inputChannels == stage.Channels;
        }

        protected override Tensor Compute(Tensor input) =>
            _hasShortcut ? _stochasticDepth.Forward(_block.Forward(input)).AddInPlace(input) : _block.Forward(input);

        private static IEnumerable<Module> Separable(int inputChannels, int expanded, Stage stage, Func<int, BatchNorm2d> norm)
        {
            if (expanded != inputChannels)
            {
                yield return new ConvNormActivation(inputChannels, norm(expanded), new Silu(inPlace: true));
            }

            yield return new ConvNormActivation(expanded, norm(expanded), new Silu(inPlace: true), stage.KernelSize, stage.Stride, groups: expanded);
            yield return new SqueezeExcitation(expanded, Math.Max(1, inputChannels / 4), new Silu(inPlace: true), new Sigmoid());
            yield return new ConvNormActivation(expanded, norm(stage.Channels), activation: null);
        }

        private static IEnumerable<Module> Fused(int inputChannels, int expanded, Stage stage, Func<int, BatchNorm2d> norm)
        {
            if (expanded == inputChannels)
            {
                yield return new ConvNormActivation(inputChannels, norm(stage.Channels), new Silu(inPlace: true), stage.KernelSize, stage.Stride);
                yield break;
            }

            yield return new ConvNormActivation(inputChannels, norm(expanded), new Silu(inPlace: true), stage.KernelSize, stage.Stride);
            yield return new ConvNormActivation(expanded, norm(stage.Channels), activation: null);
        }
    }
}
