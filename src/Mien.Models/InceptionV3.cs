using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// Inception v3 (Szegedy et al. 2016, "Rethinking the Inception architecture for computer vision", arXiv:1512.00567), as in torchvision:
/// the mean pools inside the blocks count the border.
/// </summary>
/// <remarks>
/// Pictures (N, C, H, W) go in, class scores (N, ClassCount) come out. Made for 299 pixels, which the auxiliary
/// classifier needs; without it any size from 75 works.
/// </remarks>
public sealed class InceptionV3 : Module, IAuxiliaryOutputs
{
    private readonly bool _transformsInput;
    private readonly ImmutableArray<Module> _lower, _upper;
    private readonly AuxiliaryClassifier? _auxLogits;
    private readonly AdaptiveAvgPool2d _avgPool;
    private readonly Dropout _dropout;
    private readonly Module _fc;

    private InceptionV3(ModelOptions options, bool auxiliary, bool transformsInput)
    {
        _transformsInput = GoogLeNet.TransformsInput(options, transformsInput);
        _lower =
        [
            Child("Conv2d_1a_3x3", new BasicConvolution(options.InputChannels, 32, kernelSize: 3, stride: 2)),
            Child("Conv2d_2a_3x3", new BasicConvolution(32, 32, kernelSize: 3)),
            Child("Conv2d_2b_3x3", new BasicConvolution(32, 64, kernelSize: 3, padding: 1)),
            Child("maxpool1", new MaxPool2d(kernelSize: 3, stride: 2)),
            Child("Conv2d_3b_1x1", new BasicConvolution(64, 80, kernelSize: 1)),
            Child("Conv2d_4a_3x3", new BasicConvolution(80, 192, kernelSize: 3)),
            Child("maxpool2", new MaxPool2d(kernelSize: 3, stride: 2)),
            Child("Mixed_5b", InceptionBlock.A(192, pooled: 32)),
            Child("Mixed_5c", InceptionBlock.A(256, pooled: 64)),
            Child("Mixed_5d", InceptionBlock.A(288, pooled: 64)),
            Child("Mixed_6a", InceptionBlock.B(288)),
            Child("Mixed_6b", InceptionBlock.C(768, narrow: 128)),
            Child("Mixed_6c", InceptionBlock.C(768, narrow: 160)),
            Child("Mixed_6d", InceptionBlock.C(768, narrow: 160)),
            Child("Mixed_6e", InceptionBlock.C(768, narrow: 192)),
        ];
        _auxLogits = auxiliary ? Child("AuxLogits", new AuxiliaryClassifier(768, options.ClassCount)) : null;
        _upper =
        [
            Child("Mixed_7a", InceptionBlock.D(768)),
            Child("Mixed_7b", InceptionBlock.E(1280)),
            Child("Mixed_7c", InceptionBlock.E(2048)),
        ];
        _avgPool = Child("avgpool", new AdaptiveAvgPool2d());
        _dropout = Child("dropout", new Dropout(options.Dropout ?? 0.5));
        _fc = Child("fc", options.BuildHead(2048));
    }

    /// <inheritdoc/>
    public bool HasAuxiliary => _auxLogits is not null;

    /// <summary>0.4, as its authors trained it (their code; the paper names no number).</summary>
    public double AuxiliaryLossWeight => 0.4;

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("inception_v3", 27_161_264, auxiliary: true, transformsInput: false),
        Variant("inception_v3_noaux", 23_834_568, auxiliary: false, transformsInput: false),
        Variant("inception_v3_transform_input", 27_161_264, auxiliary: true, transformsInput: true) with { ListingName = "inception_v3" },
    ];

    /// <inheritdoc/>
    public AuxiliaryOutputs ForwardWithAuxiliary(Tensor input)
    {
        var lower = Lower(input);
        var scores = Upper(lower);
        return new(scores, Training && _auxLogits is not null ? [_auxLogits.Forward(lower)] : []);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => Upper(Lower(input));

    /// <summary>Truncated normal with deviation 0.1 for kernels and matrices, but 0.001 for the auxiliary scores, as in torchvision.</summary>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        base.InitializeModule(module, initializer);
        if (((module as Conv2d)?.Weight ?? (module as Linear)?.Weight) is { } weight)
        {
            initializer.TruncatedNormal(weight, "weight", 0, initializer.ModuleName == "AuxLogits.fc" ? 0.001 : 0.1);
        }
    }

    private static ModelInfo Variant(string name, long parameterCount, bool auxiliary, bool transformsInput) => new(
        name, "Inception", parameterCount, DefaultInputPx: 299, "Szegedy et al. 2016, arXiv:1512.00567",
        options => new InceptionV3(options, auxiliary, transformsInput))
    {
        PublishedNames = auxiliary ? PublishedNames.Unchanged : new() { Surplus = ["AuxLogits."] },
    };

    private Tensor Lower(Tensor input) => GoogLeNet.Run(_lower, _transformsInput ? InputTransformation.Apply(input) : input);

    private Tensor Upper(Tensor features) => _fc.Forward(_dropout.Forward(_avgPool.Forward(GoogLeNet.Run(_upper, features))).Flatten(1));

    /// <summary>Scores from maps on the way; 5 x 5 of them at 299 pixels.</summary>
    private sealed class AuxiliaryClassifier : Module
    {
        private readonly BasicConvolution _conv0, _conv1;
        private readonly Linear _fc;

        public AuxiliaryClassifier(int inputChannels, int classCount)
        {
            _conv0 = Child("conv0", new BasicConvolution(inputChannels, 128, kernelSize: 1));
            _conv1 = Child("conv1", new BasicConvolution(128, 768, kernelSize: 5));
            _fc = Child("fc", new Linear(768, classCount));
        }

        protected override Tensor Compute(Tensor input)
        {
            var features = _conv1.Forward(_conv0.Forward(Functional.AvgPool2d(input, kernelSize: 5, stride: 3)));
            return _fc.Forward(Functional.AdaptiveAvgPool2d(features).Flatten(1));
        }
    }
}
