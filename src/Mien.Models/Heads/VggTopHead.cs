using Mien.Models.Blocks;
using Mien.Torch;

namespace Mien.Models;

/// <summary>
/// The end of VGG as Keras users put it on other nets: dropout, two hidden layers with ReLU and dropout, and the classes. Its layers
/// start with Keras' defaults (Glorot uniform, bias 0).
/// </summary>
/// <remarks>
/// It takes what the backbone gives its own head, which most average over the picture; <see cref="KerasResNetOptions.Flattens"/> gives it
/// whole maps. Simonyan and Zisserman 2015, arXiv:1409.1556.
/// </remarks>
public sealed record VggTopHead : HeadDesign
{
    /// <summary>Features of the first hidden layer, at least 1; default 4096.</summary>
    public int FirstSize
    {
        get;
        init => field = Size(value);
    } = 4096;

    /// <summary>Features of the second hidden layer, at least 1; default 4096.</summary>
    public int SecondSize
    {
        get;
        init => field = Size(value);
    } = 4096;

    /// <summary>Probability of dropout on the features, in [0, 1); default 0.2.</summary>
    public double FeatureDropout
    {
        get;
        init => field = Fraction(value);
    } = 0.2;

    /// <summary>Probability of dropout behind the first hidden layer, in [0, 1); default 0.5.</summary>
    public double FirstDropout
    {
        get;
        init => field = Fraction(value);
    } = 0.5;

    /// <summary>Probability of dropout behind the second hidden layer, in [0, 1); default 0.5.</summary>
    public double SecondDropout
    {
        get;
        init => field = Fraction(value);
    } = 0.5;

    /// <inheritdoc/>
    public override string Name => "vgg-top";

    /// <inheritdoc/>
    public override Module Build(int featureCount, int outputCount) => new Sequential(
        [
            ("dropout", new Dropout(FeatureDropout)),
            ("dense1", new Dense(featureCount, FirstSize)),
            ("relu1", new Relu(inPlace: true)),
            ("dropout1", new Dropout(FirstDropout)),
            ("dense2", new Dense(FirstSize, SecondSize)),
            ("relu2", new Relu(inPlace: true)),
            ("dropout2", new Dropout(SecondDropout)),
            ("predictions", new Dense(SecondSize, outputCount)),
        ]);
}
