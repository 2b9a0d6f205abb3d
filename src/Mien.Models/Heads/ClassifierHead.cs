using Mien.Torch;

namespace Mien.Models;

/// <summary>One linear layer, behind dropout if asked for: where a net ends in a linear layer, its weights keep their names.</summary>
public sealed record ClassifierHead : HeadDesign
{
    /// <summary>Probability of dropout on the features, in [0, 1); default 0.</summary>
    public double Dropout
    {
        get;
        init => field = Fraction(value);
    }

    /// <inheritdoc/>
    public override string Name => "classifier";

    /// <inheritdoc/>
    public override Module Build(int featureCount, int outputCount) => Dropout == 0
        ? new Linear(featureCount, outputCount)
        : new Sequential(new Dropout(Dropout), new Linear(featureCount, outputCount));
}
