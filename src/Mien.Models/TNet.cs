using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// T-Net, a small net with two outputs for expression, and arousal and valence: four stages, the pooled maps of the first two beside the
/// third's before the last, and a branch of linear layers for each output.
/// </summary>
/// <remarks>
/// Pictures (N, C, H, W) go in; class scores, then arousal, then valence come out, (N, ClassCount + 2). Any size from 16 works. From the
/// project "CV_Assignment_2" by T. Imran, 2023, whose name for it is Talha_Net.
/// </remarks>
public sealed class TNet : Module
{
    private const int GridSize = 5, Hidden = 256, RegressionOutputs = 2;

    private readonly bool _boundsRegression;
    private readonly Sequential _stage1, _stage2, _stage3, _stage4, _classification, _regression;

    private TNet(ModelOptions options)
    {
        options.RequireOriginalHead("T-Net");
        _boundsRegression = options.BoundsRegression;
        _stage1 = Child("stage1", Stage(options.InputChannels, 4));
        _stage2 = Child("stage2", Stage(4, 8));
        _stage3 = Child("stage3", Stage(8, 16));
        _stage4 = Child("stage4", Stage(16 + 8 + 4, 32));
        _classification = Child("classification", Branch(options.ClassCount, options.Dropout ?? 0.5));
        _regression = Child("regression", Branch(RegressionOutputs, options.Dropout ?? 0.5));
    }

    internal static ImmutableArray<ModelInfo> Variants { get; } =
    [
        new("talha_net", "T-Net", 423_498, DefaultInputPx: 224, "T. Imran 2023, CV_Assignment_2", options => new TNet(options))
        {
            DefaultClassCount = 8, RegressionOutputCount = RegressionOutputs, HasPublishedWeights = false, OwnHeads = ["classification", "regression"],
        },
    ];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        var first = _stage1.Forward(input);
        var second = _stage2.Forward(first);
        var third = _stage3.Forward(second);
        var joined = Tensor.Cat([third, Halve(second), Halve(Halve(first))], dimension: 1);
        var features = Functional.AdaptiveAvgPool2d(_stage4.Forward(joined), GridSize).Flatten(1);
        var regression = _regression.Forward(features);
        return Tensor.Cat([_classification.Forward(features), _boundsRegression ? regression.Tanh() : regression], dimension: 1);
    }

    private static Tensor Halve(Tensor maps) => Functional.AvgPool2d(maps, kernelSize: 2);

    private static Sequential Stage(int inputChannels, int outputChannels) => new(
        new Conv2d(inputChannels, outputChannels, kernelSize: 3, padding: 1), new BatchNorm2d(outputChannels), new Relu(inPlace: true), new MaxPool2d(kernelSize: 2));

    private static Sequential Branch(int outputCount, double dropout) => new(
        new Linear(32 * GridSize * GridSize, Hidden), new BatchNorm1d(Hidden), new Relu(inPlace: true), new Dropout(dropout), new Linear(Hidden, outputCount));
}
