using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// MobileNetV3, small and large (Howard et al. 2019, "Searching for MobileNetV3", arXiv:1905.02244), as in torchvision.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works.</remarks>
public sealed class MobileNetV3 : Module
{
    private const int FirstChannels = 16;

    // Tables 2 and 1 of the paper.
    private static readonly ImmutableArray<Block> Small =
    [
        new(3, 16, 16, SqueezeExcitation: true, Hardswish: false, Stride: 2),
        new(3, 72, 24, SqueezeExcitation: false, Hardswish: false, Stride: 2),
        new(3, 88, 24, SqueezeExcitation: false, Hardswish: false, Stride: 1),
        new(5, 96, 40, SqueezeExcitation: true, Hardswish: true, Stride: 2),
        new(5, 240, 40, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(5, 240, 40, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(5, 120, 48, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(5, 144, 48, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(5, 288, 96, SqueezeExcitation: true, Hardswish: true, Stride: 2),
        new(5, 576, 96, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(5, 576, 96, SqueezeExcitation: true, Hardswish: true, Stride: 1),
    ];

    private static readonly ImmutableArray<Block> Large =
    [
        new(3, 16, 16, SqueezeExcitation: false, Hardswish: false, Stride: 1),
        new(3, 64, 24, SqueezeExcitation: false, Hardswish: false, Stride: 2),
        new(3, 72, 24, SqueezeExcitation: false, Hardswish: false, Stride: 1),
        new(5, 72, 40, SqueezeExcitation: true, Hardswish: false, Stride: 2),
        new(5, 120, 40, SqueezeExcitation: true, Hardswish: false, Stride: 1),
        new(5, 120, 40, SqueezeExcitation: true, Hardswish: false, Stride: 1),
        new(3, 240, 80, SqueezeExcitation: false, Hardswish: true, Stride: 2),
        new(3, 200, 80, SqueezeExcitation: false, Hardswish: true, Stride: 1),
        new(3, 184, 80, SqueezeExcitation: false, Hardswish: true, Stride: 1),
        new(3, 184, 80, SqueezeExcitation: false, Hardswish: true, Stride: 1),
        new(3, 480, 112, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(3, 672, 112, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(5, 672, 160, SqueezeExcitation: true, Hardswish: true, Stride: 2),
        new(5, 960, 160, SqueezeExcitation: true, Hardswish: true, Stride: 1),
        new(5, 960, 160, SqueezeExcitation: true, Hardswish: true, Stride: 1),
    ];

    private readonly Sequential _features;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Module _classifier;

    private MobileNetV3(ModelOptions options, ImmutableArray<Block> blocks, int hiddenFeatures)
    {
        _features = Child("features", Features(options.InputChannels, blocks));
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        var channels = blocks[^1].OutputChannels * 6;
        _classifier = Child("classifier", options.BuildHead(channels, () => Classifier(channels, hiddenFeatures, options.ClassCount, options.Dropout ?? 0.2)));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("mobilenet_v3_small", 2_542_856, Small, hiddenFeatures: 1024),
        Variant("mobilenet_v3_large", 5_483_032, Large, hiddenFeatures: 1280),
    ];

    /// <summary>The convolutions of the small net: (N, C, H, W) to (N, 576, H', W').</summary>
    internal static Sequential FeaturesSmall(int inputChannels) => Features(inputChannels, Small);

    /// <summary>The head: a hidden layer with hard-swish and dropout, and the outputs.</summary>
    internal static Sequential Classifier(int inputFeatures, int hiddenFeatures, int outputCount, double dropout) => new(
        new Linear(inputFeatures, hiddenFeatures), new Hardswish(inPlace: true), new Dropout(dropout), new Linear(hiddenFeatures, outputCount));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _classifier.Forward(_avgPool.Forward(_features.Forward(input)).Flatten(1));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (!InitialWeights.FanOutAndSmallNormal(module, initializer))
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static Sequential Features(int inputChannels, ImmutableArray<Block> blocks)
    {
        List<Module> modules = [new ConvNormActivation(inputChannels, Norm(FirstChannels), new Hardswish(inPlace: true), kernelSize: 3, stride: 2)];
        var channels = FirstChannels;
        foreach (var block in blocks)
        {
            modules.Add(new InvertedResidual(channels, block));
            channels = block.OutputChannels;
        }

        modules.Add(new ConvNormActivation(channels, Norm(channels * 6), new Hardswish(inPlace: true)));
        return new Sequential([.. modules]);
    }

    private static BatchNorm2d Norm(int channels) => new(channels, epsilon: 1e-3, momentum: 0.01);

    private static ModelInfo Variant(string name, long parameterCount, ImmutableArray<Block> blocks, int hiddenFeatures) => new(
        name, "MobileNet", parameterCount, DefaultInputPx: 224, "Howard et al. 2019, arXiv:1905.02244",
        options => new MobileNetV3(options, blocks, hiddenFeatures));

    private sealed record Block(int KernelSize, int ExpandedChannels, int OutputChannels, bool SqueezeExcitation, bool Hardswish, int Stride);

    /// <summary>Widens by 1x1, filters each channel, weighs the channels, and narrows by 1x1 without activation, beside a shortcut where the shape stays.</summary>
    private sealed class InvertedResidual : Module
    {
        private readonly Sequential _block;
        private readonly bool _hasShortcut;

        public InvertedResidual(int inputChannels, Block block)
        {
            var expanded = block.ExpandedChannels;
            Module Activation() => block.Hardswish ? new Hardswish(inPlace: true) : new Relu(inPlace: true);
            List<Module> modules = [];
            if (expanded != inputChannels)
            {
                modules.Add(new ConvNormActivation(inputChannels, Norm(expanded), Activation()));
            }

            modules.Add(new ConvNormActivation(expanded, Norm(expanded), Activation(), block.KernelSize, block.Stride, groups: expanded));
            if (block.SqueezeExcitation)
            {
                modules.Add(new SqueezeExcitation(expanded, Channels.Round(expanded / 4), new Relu(inPlace: true), new Hardsigmoid()));
            }

            modules.Add(new ConvNormActivation(expanded, Norm(block.OutputChannels), activation: null));
            _block = Child("block", new Sequential([.. modules]));
            _hasShortcut = block.Stride == 1 && inputChannels == block.OutputChannels;
        }

        protected override Tensor Compute(Tensor input) => _hasShortcut ? _block.Forward(input).AddInPlace(input) : _block.Forward(input);
    }
}
