using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// ResNet-18 to -152 (He et al. 2016, "Deep Residual Learning for Image Recognition", arXiv:1512.03385), with the names and
/// the numbers of torchvision: the stride of a bottleneck sits on its 3x3 convolution ("v1.5").
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works.</remarks>
public sealed class ResNet : Module, IConvNormPairs
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Relu _relu;
    private readonly MaxPool2d _maxPool;
    private readonly ImmutableArray<Sequential> _layers;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Module _fc;

    private ResNet(ModelOptions options, ImmutableArray<int> blockCounts, bool bottleneck)
    {
        _conv1 = Child("conv1", new Conv2d(options.InputChannels, 64, kernelSize: 7, stride: 2, padding: 3, bias: false));
        _bn1 = Child("bn1", new BatchNorm2d(64));
        _relu = Child("relu", new Relu(inPlace: true));
        _maxPool = Child("maxpool", new MaxPool2d(kernelSize: 3, stride: 2, padding: 1));
        var channels = 64;
        _layers = [.. blockCounts.Select((count, stage) => Child($"layer{stage + 1}", Stage(ref channels, stage, count, bottleneck)))];
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _fc = Child("fc", options.BuildHead(channels));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("resnet18", 11_689_512, [2, 2, 2, 2], bottleneck: false),
        Variant("resnet34", 21_797_672, [3, 4, 6, 3], bottleneck: false),
        Variant("resnet50", 25_557_032, [3, 4, 6, 3], bottleneck: true),
        Variant("resnet101", 44_549_160, [3, 4, 23, 3], bottleneck: true),
        Variant("resnet152", 60_192_808, [3, 8, 36, 3], bottleneck: true),
    ];

    IEnumerable<(Conv2d, BatchNorm2d)> IConvNormPairs.ConvNormPairs => [(_conv1, _bn1)];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var features = _maxPool.Forward(_bn1.ForwardRelu(_relu, _conv1.Forward(input)));
        foreach (var layer in _layers)
        {
            features = layer.Forward(features);
        }

        return _fc.Forward(_avgPool.Forward(features).Flatten(1));
    }

    /// <summary>Convolutions as in the paper (Kaiming normal, fan out); the rest by the layers' defaults, as in torchvision.</summary>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (module is Conv2d convolution)
        {
            initializer.KaimingNormal(convolution.Weight, "weight", FanMode.FanOut);
        }
        else
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static ModelInfo Variant(string name, long parameterCount, ImmutableArray<int> blockCounts, bool bottleneck) => new(
        name, "ResNet", parameterCount, DefaultInputPx: 224, "He et al. 2016, arXiv:1512.03385", options => new ResNet(options, blockCounts, bottleneck));

    // The first block of every stage but the first halves the picture; it, and the first bottleneck of all, changes the channels.
    private static Sequential Stage(ref int channels, int stage, int blockCount, bool bottleneck)
    {
        var width = 64 << stage;
        var blocks = new Module[blockCount];
        for (var i = 0; i < blockCount; i++)
        {
            var stride = i == 0 && stage > 0 ? 2 : 1;
            blocks[i] = bottleneck ? new Bottleneck(channels, width, stride) : new BasicBlock(channels, width, stride);
            channels = bottleneck ? width * Bottleneck.Expansion : width;
        }

        return new Sequential(blocks);
    }

    /// <summary>The shortcut of a block that changes the size or the channels; others pass their input on.</summary>
    private static Sequential? Downsample(int inputChannels, int outputChannels, int stride) =>
        stride == 1 && inputChannels == outputChannels
            ? null
            : new Sequential(
                new Conv2d(inputChannels, outputChannels, kernelSize: 1, stride: stride, bias: false), new BatchNorm2d(outputChannels));

    /// <summary>Two 3x3 convolutions beside a shortcut.</summary>
    private sealed class BasicBlock : Module, IConvNormPairs
    {
        private readonly Conv2d _conv1, _conv2;
        private readonly BatchNorm2d _bn1, _bn2;
        private readonly Relu _relu;
        private readonly Sequential? _downsample;

        public BasicBlock(int inputChannels, int width, int stride)
        {
            _conv1 = Child("conv1", new Conv2d(inputChannels, width, kernelSize: 3, stride: stride, padding: 1, bias: false));
            _bn1 = Child("bn1", new BatchNorm2d(width));
            _relu = Child("relu", new Relu(inPlace: true));
            _conv2 = Child("conv2", new Conv2d(width, width, kernelSize: 3, padding: 1, bias: false));
            _bn2 = Child("bn2", new BatchNorm2d(width));
            _downsample = Downsample(inputChannels, width, stride) is { } shortcut ? Child("downsample", shortcut) : null;
        }

        public IEnumerable<(Conv2d, BatchNorm2d)> ConvNormPairs => [(_conv1, _bn1), (_conv2, _bn2)];

        protected override Tensor Compute(Tensor input)
        {
            var output = _bn1.ForwardRelu(_relu, _conv1.Forward(input));
            return _bn2.ForwardRelu(_relu, _conv2.Forward(output), _downsample?.Forward(input) ?? input);
        }
    }

    /// <summary>A 1x1 convolution that narrows, a 3x3, and a 1x1 that widens fourfold, beside a shortcut.</summary>
    private sealed class Bottleneck : Module, IConvNormPairs
    {
        public const int Expansion = 4;

        private readonly Conv2d _conv1, _conv2, _conv3;
        private readonly BatchNorm2d _bn1, _bn2, _bn3;
        private readonly Relu _relu;
        private readonly Sequential? _downsample;

        public Bottleneck(int inputChannels, int width, int stride)
        {
            var outputChannels = width * Expansion;
            _conv1 = Child("conv1", new Conv2d(inputChannels, width, kernelSize: 1, bias: false));
            _bn1 = Child("bn1", new BatchNorm2d(width));
            _conv2 = Child("conv2", new Conv2d(width, width, kernelSize: 3, stride: stride, padding: 1, bias: false));
            _bn2 = Child("bn2", new BatchNorm2d(width));
            _conv3 = Child("conv3", new Conv2d(width, outputChannels, kernelSize: 1, bias: false));
            _bn3 = Child("bn3", new BatchNorm2d(outputChannels));
            _relu = Child("relu", new Relu(inPlace: true));
            _downsample = Downsample(inputChannels, outputChannels, stride) is { } shortcut ? Child("downsample", shortcut) : null;
        }

        public IEnumerable<(Conv2d, BatchNorm2d)> ConvNormPairs => [(_conv1, _bn1), (_conv2, _bn2), (_conv3, _bn3)];

        protected override Tensor Compute(Tensor input)
        {
            var output = _bn1.ForwardRelu(_relu, _conv1.Forward(input));
            output = _bn2.ForwardRelu(_relu, _conv2.Forward(output));
            return _bn3.ForwardRelu(_relu, _conv3.Forward(output), _downsample?.Forward(input) ?? input);
        }
    }
}
