using System.Collections.Immutable;
using Mien.Core;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// GoogLeNet (Szegedy et al. 2015, "Going deeper with convolutions", arXiv:1409.4842), as in torchvision: with batch norms, with 3x3
/// convolutions where the paper has 5x5, and with pools that keep incomplete windows.
/// </summary>
/// <remarks>Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 224 pixels; any size from 15 works.</remarks>
public sealed class GoogLeNet : Module, IAuxiliaryOutputs
{
    private readonly bool _transformsInput;
    private readonly ImmutableArray<Module> _lower, _middle, _upper;
    private readonly AuxiliaryClassifier? _aux1, _aux2;
    private readonly Dropout _dropout;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Module _fc;

    private GoogLeNet(ModelOptions options, bool auxiliary, bool transformsInput)
    {
        _transformsInput = TransformsInput(options, transformsInput);
        _lower =
        [
            Child("conv1", new BasicConvolution(options.InputChannels, 64, kernelSize: 7, stride: 2, padding: 3)),
            Child("maxpool1", Pool(3)),
            Child("conv2", new BasicConvolution(64, 64, kernelSize: 1)),
            Child("conv3", new BasicConvolution(64, 192, kernelSize: 3, padding: 1)),
            Child("maxpool2", Pool(3)),
            Child("inception3a", new Inception(192, 64, (96, 128), (16, 32), 32)),
            Child("inception3b", new Inception(256, 128, (128, 192), (32, 96), 64)),
            Child("maxpool3", Pool(3)),
            Child("inception4a", new Inception(480, 192, (96, 208), (16, 48), 64)),
        ];
        _middle =
        [
            Child("inception4b", new Inception(512, 160, (112, 224), (24, 64), 64)),
            Child("inception4c", new Inception(512, 128, (128, 256), (24, 64), 64)),
            Child("inception4d", new Inception(512, 112, (144, 288), (32, 64), 64)),
        ];
        _upper =
        [
            Child("inception4e", new Inception(528, 256, (160, 320), (32, 128), 128)),
            Child("maxpool4", Pool(2)),
            Child("inception5a", new Inception(832, 256, (160, 320), (32, 128), 128)),
            Child("inception5b", new Inception(832, 384, (192, 384), (48, 128), 128)),
        ];
        _aux1 = auxiliary ? Child("aux1", new AuxiliaryClassifier(512, options)) : null;
        _aux2 = auxiliary ? Child("aux2", new AuxiliaryClassifier(528, options)) : null;
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _dropout = Child("dropout", new Dropout(options.Dropout ?? 0.2));
        _fc = Child("fc", options.BuildHead(1024));
    }

    /// <inheritdoc/>
    public bool HasAuxiliary => _aux1 is not null;

    /// <summary>0.3, as in the paper.</summary>
    public double AuxiliaryLossWeight => 0.3;

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("googlenet", 6_624_904, auxiliary: false, transformsInput: false),
        Variant("googlenet_aux", 13_004_888, auxiliary: true, transformsInput: false),
        Variant("googlenet_transform_input", 6_624_904, auxiliary: false, transformsInput: true) with { ListingName = "googlenet" },
    ];

    /// <inheritdoc/>
    public AuxiliaryOutputs ForwardWithAuxiliary(Tensor input)
    {
        var lower = Run(_lower, _transformsInput ? InputTransformation.Apply(input) : input);
        var middle = Run(_middle, lower);
        var features = _avgPool.Forward(Run(_upper, middle)).Flatten(1);
        var scores = _fc.Forward(_dropout.Forward(features));
        return new(scores, Training && _aux1 is not null && _aux2 is not null ? [_aux1.Forward(lower), _aux2.Forward(middle)] : []);
    }

    /// <summary>Whether colours are transformed; refuses it for grey pictures, which have none.</summary>
    internal static bool TransformsInput(ModelOptions options, bool transformsInput) => !transformsInput || options.InputChannels == 3
        ? transformsInput
        : throw new ConfigException("Expected 3 input channels for a net with transform_input, which is a rule for three colours, but got 1.");

    internal static Tensor Run(ImmutableArray<Module> modules, Tensor input) => modules.Aggregate(input, (features, module) => module.Forward(features));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var features = Run(_upper, Run(_middle, Run(_lower, _transformsInput ? InputTransformation.Apply(input) : input)));
        return _fc.Forward(_dropout.Forward(_avgPool.Forward(features).Flatten(1)));
    }

    /// <summary>Truncated normal with deviation 0.01 for kernels and matrices, as in torchvision.</summary>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        base.InitializeModule(module, initializer);
        if (((module as Conv2d)?.Weight ?? (module as Linear)?.Weight) is { } weight)
        {
            initializer.TruncatedNormal(weight, "weight", 0, 0.01);
        }
    }

    private static ModelInfo Variant(string name, long parameterCount, bool auxiliary, bool transformsInput) => new(
        name, "Inception", parameterCount, DefaultInputPx: 224, "Szegedy et al. 2015, arXiv:1409.4842",
        options => new GoogLeNet(options, auxiliary, transformsInput))
    {
        PublishedNames = auxiliary ? PublishedNames.Unchanged : new() { Surplus = ["aux1.", "aux2."] },
    };

    private static MaxPool2d Pool(int kernelSize) => new(kernelSize, stride: 2, ceilMode: true);

    /// <summary>Four branches side by side: 1x1, 3x3, 3x3 again, and a pool, the latter three narrowed by 1x1.</summary>
    private sealed class Inception : Module
    {
        private readonly BasicConvolution _branch1;
        private readonly Sequential _branch2, _branch3, _branch4;

        public Inception(int inputChannels, int direct, (int Narrow, int Wide) second, (int Narrow, int Wide) third, int pooled)
        {
            _branch1 = Child("branch1", new BasicConvolution(inputChannels, direct, kernelSize: 1));
            _branch2 = Child("branch2", Branch(inputChannels, second));
            _branch3 = Child("branch3", Branch(inputChannels, third));
            _branch4 = Child("branch4", new Sequential(
                new MaxPool2d(kernelSize: 3, stride: 1, padding: 1, ceilMode: true), new BasicConvolution(inputChannels, pooled, kernelSize: 1)));
        }

        protected override Tensor Compute(Tensor input) =>
            Tensor.Cat([_branch1.Forward(input), _branch2.Forward(input), _branch3.Forward(input), _branch4.Forward(input)], dimension: 1);

        private static Sequential Branch(int inputChannels, (int Narrow, int Wide) channels) => new(
            new BasicConvolution(inputChannels, channels.Narrow, kernelSize: 1),
            new BasicConvolution(channels.Narrow, channels.Wide, kernelSize: 3, padding: 1));
    }

    /// <summary>Scores from maps on the way, brought to 4 x 4.</summary>
    private sealed class AuxiliaryClassifier : Module
    {
        private readonly BasicConvolution _conv;
        private readonly Linear _fc1, _fc2;
        private readonly Dropout _dropout;

        public AuxiliaryClassifier(int inputChannels, ModelOptions options)
        {
            _conv = Child("conv", new BasicConvolution(inputChannels, 128, kernelSize: 1));
            _fc1 = Child("fc1", new Linear(2048, 1024));
            _fc2 = Child("fc2", new Linear(1024, options.ClassCount));
            _dropout = Child("dropout", new Dropout(options.Dropout ?? 0.7));
        }

        protected override Tensor Compute(Tensor input)
        {
            var features = _conv.Forward(Functional.AdaptiveAvgPool2d(input, 4)).Flatten(1);
            return _fc2.Forward(_dropout.Forward(_fc1.Forward(features).ReluInPlace()));
        }
    }
}
