using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// Two branches side by side, for expression, and for arousal and valence: each a linear layer behind dropout, or a hidden layer with
/// hard-swish, dropout, and a linear layer. It gives class scores, then arousal, then valence, (N, K + 2).
/// </summary>
/// <remarks>As the project "CV_Assignment_2" by T. Imran, 2023, has them on EfficientNet-B0 (without a hidden layer) and on MobileNetV3-small (1024).</remarks>
public sealed record AffectHead : HeadDesign
{
    private const int RegressionOutputs = 2;

    /// <summary>Features of the hidden layer of each branch, at least 1; null, the default, for none.</summary>
    public int? HiddenSize
    {
        get;
        init => field = value is { } size ? Size(size) : null;
    }

    /// <summary>Probability of dropout in each branch, in [0, 1); default 0.2.</summary>
    public double Dropout
    {
        get;
        init => field = Fraction(value);
    } = 0.2;

    /// <summary>Whether arousal and valence pass through tanh, which keeps them in [-1, 1]; default false.</summary>
    public bool BoundsRegression { get; init; }

    /// <inheritdoc/>
    public override string Name => "affect";

    /// <inheritdoc/>
    public override int RegressionOutputCount => RegressionOutputs;

    /// <inheritdoc/>
    public override Module Build(int featureCount, int outputCount) =>
        new Branches(Branch(featureCount, outputCount), Branch(featureCount, RegressionOutputs), BoundsRegression);

    private Sequential Branch(int featureCount, int outputCount) => HiddenSize is { } size
        ? MobileNetV3.Classifier(featureCount, size, outputCount, Dropout)
        : new Sequential(new Dropout(Dropout), new Linear(featureCount, outputCount));

    private sealed class Branches : Module
    {
        private readonly Sequential _classification, _regression;
        private readonly bool _boundsRegression;

        public Branches(Sequential classification, Sequential regression, bool boundsRegression)
        {
            (_classification, _regression) = (Child("classification", classification), Child("regression", regression));
            _boundsRegression = boundsRegression;
        }

        protected override Tensor Compute(Tensor input)
        {
            var regression = _regression.Forward(input);
            return Tensor.Cat([_classification.Forward(input), _boundsRegression ? regression.Tanh() : regression], dimension: 1);
        }
    }
}
