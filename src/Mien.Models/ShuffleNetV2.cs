using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// ShuffleNetV2 x1.0 (Ma et al. 2018, "ShuffleNet V2: practical guidelines for efficient CNN architecture design", arXiv:1807.11164), as in
/// torchvision.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works.</remarks>
public sealed class ShuffleNetV2 : Module
{
    private static readonly ImmutableArray<(int Channels, int Count)> Stages = [(116, 4), (232, 8), (464, 4)];

    private readonly Sequential _conv1, _conv5;
    private readonly MaxPool2d _maxPool;
    private readonly ImmutableArray<Sequential> _stages;
    private readonly Module _fc;

    private ShuffleNetV2(ModelOptions options)
    {
        const int FirstChannels = 24, LastChannels = 1024;
        _conv1 = Child("conv1", new Sequential(
            new Conv2d(options.InputChannels, FirstChannels, kernelSize: 3, stride: 2, padding: 1, bias: false), new BatchNorm2d(FirstChannels), new Relu(inPlace: true)));
        _maxPool = Child("maxpool", new MaxPool2d(kernelSize: 3, stride: 2, padding: 1));
        var channels = FirstChannels;
        _stages = [.. Stages.Select((stage, i) => Child($"stage{i + 2}", Stage(ref channels, stage.Channels, stage.Count)))];
        _conv5 = Child("conv5", new Sequential(
            new Conv2d(channels, LastChannels, kernelSize: 1, bias: false), new BatchNorm2d(LastChannels), new Relu(inPlace: true)));
        _fc = Child("fc", options.BuildHead(LastChannels));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
        [new("shufflenet_v2_x1_0", "ShuffleNet", 2_278_604, DefaultInputPx: 224, "Ma et al. 2018, arXiv:1807.11164", options => new ShuffleNetV2(options))];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var features = _maxPool.Forward(_conv1.Forward(input));
        foreach (var stage in _stages)
        {
            features = stage.Forward(features);
        }

        return _fc.Forward(_conv5.Forward(features).Mean([2, 3]));
    }

    private static Sequential Stage(ref int channels, int outputChannels, int blockCount)
    {
        var blocks = new Module[blockCount];
        for (var i = 0; i < blockCount; i++)
        {
            blocks[i] = new InvertedResidual(channels, outputChannels, downsamples: i == 0);
            channels = outputChannels;
        }

        return new Sequential(blocks);
    }

    /// <summary>
    /// Passes half of the channels on and filters the other half, then deals them out anew; a block that halves the size filters all
    /// channels on both sides.
    /// </summary>
    private sealed class InvertedResidual : Module
    {
        private readonly Sequential? _branch1;
        private readonly Sequential _branch2;

        public InvertedResidual(int inputChannels, int outputChannels, bool downsamples)
        {
            var half = outputChannels / 2;
            var stride = downsamples ? 2 : 1;
            _branch1 = downsamples ? Child("branch1", new Sequential([.. Depthwise(inputChannels, stride), .. Pointwise(inputChannels, half)])) : null;
            _branch2 = Child("branch2", new Sequential(
                [.. Pointwise(downsamples ? inputChannels : half, half), .. Depthwise(half, stride), .. Pointwise(half, half)]));
        }

        protected override Tensor Compute(Tensor input)
        {
            var half = input.Size(1) / 2;
            var output = _branch1 is null
                ? Tensor.Cat([input.Narrow(1, 0, half), _branch2.Forward(input.Narrow(1, half, half))], dimension: 1)
                : Tensor.Cat([_branch1.Forward(input), _branch2.Forward(input)], dimension: 1);
            return Functional.ChannelShuffle(output, groups: 2);
        }

        private static Module[] Pointwise(int inputChannels, int outputChannels) =>
            [new Conv2d(inputChannels, outputChannels, kernelSize: 1, bias: false), new BatchNorm2d(outputChannels), new Relu(inPlace: true)];

        private static Module[] Depthwise(int channels, int stride) =>
            [new Conv2d(channels, channels, kernelSize: 3, stride: stride, padding: 1, groups: channels, bias: false), new BatchNorm2d(channels)];
    }
}
