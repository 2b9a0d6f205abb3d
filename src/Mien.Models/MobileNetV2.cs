using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// MobileNetV2 (Sandler et al. 2018, "MobileNetV2: inverted residuals and linear bottlenecks", arXiv:1801.04381), as in torchvision.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works.</remarks>
public sealed class MobileNetV2 : Module
{
    private const int FirstChannels = 32, LastChannels = 1280;

    // Expansion, channels, blocks, stride of the first block: table 2 of the paper.
    private static readonly ImmutableArray<(int Expansion, int Channels, int Count, int Stride)> Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly Sequential _features;
    private readonly Module _classifier;

    private MobileNetV2(ModelOptions options)
    {
        _features = Child("features", new Sequential([.. Features(options.InputChannels)]));
        _classifier = Child("classifier", options.BuildHead(
            LastChannels, () => new Sequential(new Dropout(options.Dropout ?? 0.2), new Linear(LastChannels, options.ClassCount))));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
        [new("mobilenet_v2", "MobileNet", 3_504_872, DefaultInputPx: 224, "Sandler et al. 2018, arXiv:1801.04381", options => new MobileNetV2(options))];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) =>
        _classifier.Forward(Functional.AdaptiveAvgPool2d(_features.Forward(input)).Flatten(1));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (!InitialWeights.FanOutAndSmallNormal(module, initializer))
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static IEnumerable<Module> Features(int inputChannels)
    {
        yield return Convolution(inputChannels, FirstChannels, kernelSize: 3, stride: 2);
        var channels = FirstChannels;
        foreach (var stage in Stages)
        {
            for (var i = 0; i < stage.Count; i++)
            {
                yield return new InvertedResidual(channels, stage.Channels, stage.Expansion, i == 0 ? stage.Stride : 1);
                channels = stage.Channels;
            }
        }

        yield return Convolution(channels, LastChannels, kernelSize: 1);
    }

    private static ConvNormActivation Convolution(int inputChannels, int outputChannels, int kernelSize, int stride = 1, int groups = 1) =>
        new(inputChannels, new BatchNorm2d(outputChannels), new Relu6(inPlace: true), kernelSize, stride, groups);

    /// <summary>Widens by 1x1, filters each channel by 3x3, and narrows by 1x1 without activation, beside a shortcut where the shape stays.</summary>
    private sealed class InvertedResidual : Module
    {
        private readonly Sequential _convolutions;
        private readonly bool _hasShortcut;

        public InvertedResidual(int inputChannels, int outputChannels, int expansion, int stride)
        {
            var hidden = inputChannels * expansion;
            _hasShortcut = stride == 1 && inputChannels == outputChannels;
            Module[] widen = expansion == 1 ? [] : [Convolution(inputChannels, hidden, kernelSize: 1)];
            _convolutions = Child("conv", new Sequential(
            [
                .. widen,
                Convolution(hidden, hidden, kernelSize: 3, stride, groups: hidden),
                new Conv2d(hidden, outputChannels, kernelSize: 1, bias: false),
                new BatchNorm2d(outputChannels),
            ]));
        }

        protected override Tensor Compute(Tensor input) =>
            _hasShortcut ? _convolutions.Forward(input).AddInPlace(input) : _convolutions.Forward(input);
    }
}
