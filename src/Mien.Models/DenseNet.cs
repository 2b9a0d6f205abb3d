using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// DenseNet-121 to -201 (Huang et al. 2017, "Densely connected convolutional networks", arXiv:1608.06993), as in torchvision.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 29 works.</remarks>
public sealed class DenseNet : Module
{
    private readonly Sequential _features;
    private readonly Module _classifier;

    private DenseNet(ModelOptions options, ImmutableArray<int> layerCounts, int growth, int firstChannels)
    {
        var channels = firstChannels;
        _features = Child("features", new Sequential(Features(options.InputChannels, layerCounts, growth, ref channels)));
        _classifier = Child("classifier", options.BuildHead(channels));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("densenet121", 7_978_856, [6, 12, 24, 16]),
        Variant("densenet161", 28_681_000, [6, 12, 36, 24], growth: 48, firstChannels: 96),
        Variant("densenet169", 14_149_480, [6, 12, 32, 32]),
        Variant("densenet201", 20_013_928, [6, 12, 48, 32]),
    ];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) =>
        _classifier.Forward(Functional.AdaptiveAvgPool2d(_features.Forward(input).ReluInPlace()).Flatten(1));

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (module is Conv2d convolution)
        {
            initializer.KaimingNormal(convolution.Weight, "weight", FanMode.FanIn);
            return;
        }

        base.InitializeModule(module, initializer);
        InitialWeights.ZeroIfAny((module as Linear)?.Bias);
    }

    private static List<(string, Module)> Features(int inputChannels, ImmutableArray<int> layerCounts, int growth, ref int channels)
    {
        List<(string, Module)> modules =
        [
            ("conv0", new Conv2d(inputChannels, channels, kernelSize: 7, stride: 2, padding: 3, bias: false)),
            ("norm0", new BatchNorm2d(channels)),
            ("relu0", new Relu(inPlace: true)),
            ("pool0", new MaxPool2d(kernelSize: 3, stride: 2, padding: 1)),
        ];
        for (var i = 0; i < layerCounts.Length; i++)
        {
            modules.Add(($"denseblock{i + 1}", new DenseBlock(channels, growth, layerCounts[i])));
            channels += growth * layerCounts[i];
            if (i < layerCounts.Length - 1)
            {
                modules.Add(($"transition{i + 1}", Transition(channels)));
                channels /= 2;
            }
        }

        modules.Add(("norm5", new BatchNorm2d(channels)));
        return modules;
    }

    /// <summary>Halves the channels and the size.</summary>
    private static Sequential Transition(int channels) => new(
    [
        ("norm", new BatchNorm2d(channels)),
        ("relu", new Relu(inPlace: true)),
        ("conv", new Conv2d(channels, channels / 2, kernelSize: 1, bias: false)),
        ("pool", new AvgPool2d(kernelSize: 2, stride: 2)),
    ]);

    private static ModelInfo Variant(string name, long parameterCount, ImmutableArray<int> layerCounts, int growth = 32, int firstChannels = 64) => new(
        name, "DenseNet", parameterCount, DefaultInputPx: 224, "Huang et al. 2017, arXiv:1608.06993",
        options => new DenseNet(options, layerCounts, growth, firstChannels))
    {
        // Published when a module's name could have a dot in it.
        PublishedNames = new() { Changes = [(".norm.1.", ".norm1."), (".norm.2.", ".norm2."), (".conv.1.", ".conv1."), (".conv.2.", ".conv2.")] },
    };

    /// <summary>Layers that each see the outputs of all before them.</summary>
    private sealed class DenseBlock : Module
    {
        private readonly ImmutableArray<DenseLayer> _layers;

        public DenseBlock(int inputChannels, int growth, int layerCount) => _layers =
            [.. Enumerable.Range(0, layerCount).Select(i => Child($"denselayer{i + 1}", new DenseLayer(inputChannels + (i * growth), growth)))];

        protected override Tensor Compute(Tensor input)
        {
            var features = input;
            foreach (var layer in _layers)
            {
                features = Tensor.Cat([features, layer.Forward(features)], dimension: 1);
            }

            return features;
        }
    }

    /// <summary>Norm, ReLU and a 1x1 convolution that narrows, then the same with a 3x3 convolution.</summary>
    private sealed class DenseLayer : Module, IConvNormPairs
    {
        private const int Widening = 4;

        private readonly BatchNorm2d _norm1, _norm2;
        private readonly Relu _relu1, _relu2;
        private readonly Conv2d _conv1, _conv2;

        public DenseLayer(int inputChannels, int growth)
        {
            _norm1 = Child("norm1", new BatchNorm2d(inputChannels));
            _relu1 = Child("relu1", new Relu(inPlace: true));
            _conv1 = Child("conv1", new Conv2d(inputChannels, Widening * growth, kernelSize: 1, bias: false));
            _norm2 = Child("norm2", new BatchNorm2d(Widening * growth));
            _relu2 = Child("relu2", new Relu(inPlace: true));
            _conv2 = Child("conv2", new Conv2d(Widening * growth, growth, kernelSize: 3, padding: 1, bias: false));
        }

        public IEnumerable<(Conv2d, BatchNorm2d)> ConvNormPairs => [(_conv1, _norm2)];

        protected override Tensor Compute(Tensor input) =>
            _conv2.Forward(_norm2.ForwardRelu(_relu2, _conv1.Forward(_norm1.ForwardRelu(_relu1, input))));
    }
}
