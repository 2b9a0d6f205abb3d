using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// SqueezeNet 1.0 and 1.1 (Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", arXiv:1602.07360), as in
/// torchvision: the last convolution is followed by a ReLU, so scores are never negative, and pools keep incomplete windows.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 32 works.</remarks>
public sealed class SqueezeNet : Module
{
    private readonly Sequential _features;
    private readonly Module _classifier;

    private SqueezeNet(ModelOptions options, Func<int, Sequential> features)
    {
        _features = Child("features", features(options.InputChannels));
        _classifier = Child("classifier", options.Head is null
            ? Classifier(options.ClassCount, options.Dropout ?? 0.5)
            : new Sequential([("avgpool", new AdaptiveAvgPool2d()), ("flatten", new Flatten()), ("head", options.BuildHead(512))]));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("squeezenet1_0", 1_248_424, Features10),
        Variant("squeezenet1_1", 1_235_496, Features11),
    ];

    /// <summary>The convolutions of version 1.1: (N, C, H, W) to (N, 512, H', W').</summary>
    internal static Sequential Features11(int inputChannels) => new(
        new Conv2d(inputChannels, 64, kernelSize: 3, stride: 2), new Relu(inPlace: true), Pool(),
        new Fire(64, 16, 64), new Fire(128, 16, 64), Pool(),
        new Fire(128, 32, 128), new Fire(256, 32, 128), Pool(),
        new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256));

    /// <summary>Scores from 512 maps: (N, 512, H, W) to (N, outputCount, 1, 1).</summary>
    internal static Sequential Classifier(int outputCount, double dropout) => new(
        new Dropout(dropout), new Conv2d(512, outputCount, kernelSize: 1), new Relu(inPlace: true), new AdaptiveAvgPool2d());

    /// <summary>He uniform and bias 0, as for every convolution but the last.</summary>
    internal static void Initialize(Conv2d convolution, Initializer initializer)
    {
        initializer.HeUniform(convolution.Weight, "weight");
        InitialWeights.ZeroIfAny(convolution.Bias);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _classifier.Forward(_features.Forward(input)).Flatten(1);

    /// <inheritdoc/>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (module is not Conv2d convolution)
        {
            base.InitializeModule(module, initializer);
        }
        else if (initializer.ModuleName == "classifier.1")
        {
            initializer.Normal(convolution.Weight, "weight", 0, 0.01);
            InitialWeights.ZeroIfAny(convolution.Bias);
        }
        else
        {
            Initialize(convolution, initializer);
        }
    }

    private static Sequential Features10(int inputChannels) => new(
        new Conv2d(inputChannels, 96, kernelSize: 7, stride: 2), new Relu(inPlace: true), Pool(),
        new Fire(96, 16, 64), new Fire(128, 16, 64), new Fire(128, 32, 128), Pool(),
        new Fire(256, 32, 128), new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), Pool(),
        new Fire(512, 64, 256));

    private static MaxPool2d Pool() => new(kernelSize: 3, stride: 2, ceilMode: true);

    private static ModelInfo Variant(string name, long parameterCount, Func<int, Sequential> features) => new(
        name, "SqueezeNet", parameterCount, DefaultInputPx: 224, "Iandola et al. 2016, arXiv:1602.07360", options => new SqueezeNet(options, features));

    /// <summary>Narrows by 1x1, then widens by 1x1 and by 3x3 side by side.</summary>
    private sealed class Fire : Module
    {
        private readonly Conv2d _squeeze, _expand1x1, _expand3x3;
        private readonly Relu _squeezeActivation, _expand1x1Activation, _expand3x3Activation;

        public Fire(int inputChannels, int squeezeChannels, int expandChannels)
        {
            _squeeze = Child("squeeze", new Conv2d(inputChannels, squeezeChannels, kernelSize: 1));
            _squeezeActivation = Child("squeeze_activation", new Relu(inPlace: true));
            _expand1x1 = Child("expand1x1", new Conv2d(squeezeChannels, expandChannels, kernelSize: 1));
            _expand1x1Activation = Child("expand1x1_activation", new Relu(inPlace: true));
            _expand3x3 = Child("expand3x3", new Conv2d(squeezeChannels, expandChannels, kernelSize: 3, padding: 1));
            _expand3x3Activation = Child("expand3x3_activation", new Relu(inPlace: true));
        }

        protected override Tensor Compute(Tensor input)
        {
            var squeezed = _squeezeActivation.Forward(_squeeze.Forward(input));
            return Tensor.Cat(
                [_expand1x1Activation.Forward(_expand1x1.Forward(squeezed)), _expand3x3Activation.Forward(_expand3x3.Forward(squeezed))], dimension: 1);
        }
    }
}
