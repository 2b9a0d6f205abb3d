using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// RegNetY of 400 and 800 million multiply-adds (Radosavovic et al. 2020, "Designing network design spaces", arXiv:2003.13678), as in
/// torchvision.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works.</remarks>
public sealed class RegNet : Module
{
    private readonly ConvNormActivation _stem;
    private readonly Sequential _trunk;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Module _fc;

    private RegNet(ModelOptions options, ImmutableArray<(int Channels, int Count)> stages, int groupWidth)
    {
        const int StemChannels = 32;
        _stem = Child("stem", new ConvNormActivation(options.InputChannels, new BatchNorm2d(StemChannels), new Relu(inPlace: true), kernelSize: 3, stride: 2));
        var channels = StemChannels;
        _trunk = Child("trunk_output", new Sequential(
            [.. stages.Select((stage, i) => ($"block{i + 1}", (Module)Stage($"block{i + 1}", ref channels, stage.Channels, stage.Count, groupWidth)))]));
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _fc = Child("fc", options.BuildHead(channels));
    }

    // Widths and depths that the paper's rule gives for its parameters of the two nets.
    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("regnet_y_400mf", 4_344_144, [(48, 1), (104, 3), (208, 6), (440, 6)], groupWidth: 8),
        Variant("regnet_y_800mf", 6_432_512, [(64, 1), (144, 3), (320, 8), (784, 2)], groupWidth: 16),
    ];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _fc.Forward(_avgPool.Forward(_trunk.Forward(_stem.Forward(input))).Flatten(1));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        switch (module)
        {
            case Linear linear:
                InitialWeights.Normal(linear, initializer, 0.01);
                break;
            case Conv2d convolution:
                base.InitializeModule(module, initializer); // the biases of squeeze and excitation keep the default
                initializer.KaimingNormal(convolution.Weight, "weight", FanMode.FanOut);
                break;
            default:
                base.InitializeModule(module, initializer);
                break;
        }
    }

    private static ModelInfo Variant(string name, long parameterCount, ImmutableArray<(int, int)> stages, int groupWidth) => new(
        name, "RegNet", parameterCount, DefaultInputPx: 224, "Radosavovic et al. 2020, arXiv:2003.13678", options => new RegNet(options, stages, groupWidth));

    private static Sequential Stage(string name, ref int channels, int outputChannels, int blockCount, int groupWidth)
    {
        List<(string, Module)> blocks = [];
        for (var i = 0; i < blockCount; i++)
        {
            blocks.Add(($"{name}-{i}", new Block(channels, outputChannels, stride: i == 0 ? 2 : 1, groupWidth)));
            channels = outputChannels;
        }

        return new Sequential(blocks);
    }

    /// <summary>1x1, 3x3 in groups, squeeze and excitation, 1x1, beside a shortcut that is projected where the shape changes.</summary>
    private sealed class Block : Module
    {
        private readonly ConvNormActivation? _projection;
        private readonly Sequential _branch;
        private readonly Relu _activation;

        public Block(int inputChannels, int outputChannels, int stride, int groupWidth)
        {
            _projection = inputChannels == outputChannels && stride == 1
                ? null
                : Child("proj", new ConvNormActivation(inputChannels, new BatchNorm2d(outputChannels), activation: null, stride: stride));
            _branch = Child("f", new Sequential(
            [
                ("a", new ConvNormActivation(inputChannels, new BatchNorm2d(outputChannels), new Relu(inPlace: true))),
                ("b", new ConvNormActivation(
                    outputChannels, new BatchNorm2d(outputChannels), new Relu(inPlace: true), kernelSize: 3, stride, groups: outputChannels / groupWidth)),
                ("se", new SqueezeExcitation(outputChannels, inputChannels / 4, new Relu(inPlace: true), new Sigmoid())),
                ("c", new ConvNormActivation(outputChannels, new BatchNorm2d(outputChannels), activation: null)),
            ]));
            _activation = Child("activation", new Relu(inPlace: true));
        }

        protected override Tensor Compute(Tensor input) =>
            _activation.Forward(_branch.Forward(input).AddInPlace(_projection?.Forward(input) ?? input));
    }
}
