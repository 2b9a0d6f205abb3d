using System.Collections.Immutable;
using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// The convolutions of EfficientNet-B0, MobileNetV3-small or SqueezeNet 1.1 under two heads side by side, for expression, and for arousal
/// and valence.
/// </summary>
/// <remarks>
/// Pictures (N, C, H, W) go in; class scores, then arousal, then valence come out, (N, ClassCount + 2). Any size from 33 works. The heads
/// are those of the project "CV_Assignment_2" by T. Imran, 2023; SqueezeNet's end in a ReLU there, for arousal and valence too.
/// </remarks>
public sealed class AffectNet : Module
{
    private const int RegressionOutputs = 2;

    private readonly Sequential _model, _classification, _regression;
    private readonly bool _flattens, _boundsRegression;
    private readonly Action<Conv2d, Initializer> _initialize;

    private AffectNet(ModelOptions options, Design design)
    {
        options.RequireOriginalHead("a net for expression, and arousal and valence");
        (_flattens, _boundsRegression, _initialize) = (design.FlattensFeatures, options.BoundsRegression, design.Initialize);
        _model = Child("model", design.Features(options));
        _classification = Child("classification", design.Head(options.ClassCount, options.Dropout ?? design.Dropout));
        _regression = Child("regression", design.Head(RegressionOutputs, options.Dropout ?? design.Dropout));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        Variant("affect_efficientnet", 4_020_358, new()
        {
            Features = EfficientNet.FeaturesB0,
            Head = (outputCount, dropout) => new(new Dropout(dropout), new Linear(1280, outputCount)),
            Dropout = 0.2,
            Initialize = InitialWeights.FanOut,
        }),
        Variant("affect_mobilenet", 2_118_954, new()
        {
            Features = options => MobileNetV3.FeaturesSmall(options.InputChannels),
            Head = (outputCount, dropout) => MobileNetV3.Classifier(576, 1024, outputCount, dropout),
            Dropout = 0.2,
            Initialize = InitialWeights.FanOut,
        }),
        Variant("affect_squeezenet", 727_626, new()
        {
            Features = options => SqueezeNet.Features11(options.InputChannels),
            Head = SqueezeNet.Classifier,
            Dropout = 0.5,
            FlattensFeatures = false,
            Initialize = SqueezeNet.Initialize,
        }),
    ];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var pooled = Functional.AdaptiveAvgPool2d(_model.Forward(input));
        var features = _flattens ? pooled.Flatten(1) : pooled;
        var regression = _regression.Forward(features).Flatten(1);
        return Tensor.Cat([_classification.Forward(features).Flatten(1), _boundsRegression ? regression.Tanh() : regression], dimension: 1);
    }

    /// <summary>The convolutions as the backbone has it, the heads by the layers' defaults.</summary>
    protected override void InitializeModule(Module module, Initializer initializer)
    {
        if (module is Conv2d convolution && initializer.ModuleName.StartsWith("model.", StringComparison.Ordinal))
        {
            _initialize(convolution, initializer);
        }
        else
        {
            base.InitializeModule(module, initializer);
        }
    }

    private static ModelInfo Variant(string name, long parameterCount, Design design) => new(
        name, "AffectNet", parameterCount, DefaultInputPx: 224, "T. Imran 2023, CV_Assignment_2", options => new AffectNet(options, design))
    {
        DefaultClassCount = 8, RegressionOutputCount = RegressionOutputs, HasPublishedWeights = false, OwnHeads = ["classification", "regression"],
    };

    private sealed record Design
    {
        public required Func<ModelOptions, Sequential> Features { get; init; }

        /// <summary>From the number of outputs and the probability of dropout.</summary>
        public required Func<int, double, Sequential> Head { get; init; }

        public required double Dropout { get; init; }

        /// <summary>Whether the head takes (N, F) rather than (N, F, 1, 1).</summary>
        public bool FlattensFeatures { get; init; } = true;

        /// <summary>Draws the weights of one convolution of the backbone.</summary>
        public required Action<Conv2d, Initializer> Initialize { get; init; }
    }
}
