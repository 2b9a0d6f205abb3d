using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>ConvNeXt tiny and small (Liu et al. 2022, "A ConvNet for the 2020s", arXiv:2201.03545), as in torchvision.</summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works.</remarks>
public sealed class ConvNeXt : Module
{
    private const double Epsilon = 1e-6;

    private static readonly ImmutableArray<int> Widths = [96, 192, 384, 768];

    private readonly Sequential _features, _classifier;
    private readonly AdaptiveAvgPool2d _avgPool;

    private ConvNeXt(ModelOptions options, ImmutableArray<int> blockCounts, double stochasticDepth)
    {
        _features = Child("features", new Sequential([.. Features(options.InputChannels, blockCounts, options.StochasticDepth ?? stochasticDepth)]));
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _classifier = Child("classifier", new Sequential(new LayerNorm2d(Widths[^1], Epsilon), new Flatten(), options.BuildHead(Widths[^1])));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("convnext_tiny", 28_589_128, [3, 3, 9, 3], stochasticDepth: 0.1),
        Variant("convnext_small", 50_223_688, [3, 3, 27, 3], stochasticDepth: 0.4),
    ];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _classifier.Forward(_avgPool.Forward(_features.Forward(input)));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        switch (module)
        {
            case Conv2d convolution:
                InitialWeights.TruncatedNormal(convolution.Weight, convolution.Bias, initializer, 0.02);
                break;
            case Linear linear:
                InitialWeights.TruncatedNormal(linear.Weight, linear.Bias, initializer, 0.02);
                break;
            default:
                base.InitializeModule(module, initializer);
                break;
        }
    }

    private static IEnumerable<Module> Features(int inputChannels, ImmutableArray<int> blockCounts, double stochasticDepth)
    {
        yield return new Sequential(new Conv2d(inputChannels, Widths[0], kernelSize: 4, stride: 4), new LayerNorm2d(Widths[0], Epsilon));
        var (number, total) = (0, blockCounts.Sum());
        for (var stage = 0; stage < Widths.Length; stage++)
        {
            var width = Widths[stage];
            if (stage > 0)
            {
                yield return new Sequential(new LayerNorm2d(Widths[stage - 1], Epsilon), new Conv2d(Widths[stage - 1], width, kernelSize: 2, stride: 2));
            }

            yield return new Sequential(
                [.. Enumerable.Range(0, blockCounts[stage]).Select(_ => new Block(width, stochasticDepth * number++ / (total - 1)))]);
        }
    }

    private static ModelInfo Variant(string name, long parameterCount, ImmutableArray<int> blockCounts, double stochasticDepth) => new(
        name, "ConvNeXt", parameterCount, DefaultInputPx: 224, "Liu et al. 2022, arXiv:2201.03545",
        options => new ConvNeXt(options, blockCounts, stochasticDepth));

    /// <summary>Filters each channel by 7x7, then widens and narrows at every place; scaled by a weight per channel, beside a shortcut.</summary>
    private sealed class Block : Module
    {
        private readonly Tensor _layerScale;
        private readonly Sequential _block;
        private readonly StochasticDepth _stochasticDepth;

        public Block(int width, double skippedFraction)
        {
            _layerScale = Parameter("layer_scale", Tensor.Ones([width, 1, 1]));
            _block = Child("block", new Sequential(
                new Conv2d(width, width, kernelSize: 7, padding: 3, groups: width),
                new Permute(0, 2, 3, 1),
                new LayerNorm(width, Epsilon),
                new Linear(width, 4 * width),
                new Gelu(),
                new Linear(4 * width, width),
                new Permute(0, 3, 1, 2)));
            _stochasticDepth = Child("stochastic_depth", new StochasticDepth(skippedFraction));
        }

        protected override Tensor Compute(Tensor input) =>
            _stochasticDepth.Forward(_layerScale * _block.Forward(input)).AddInPlace(input);

        protected override void ResetParameters(Initializer initializer) => Initializer.Constant(_layerScale, 1e-6);
    }
}
