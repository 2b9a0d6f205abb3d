using Mien.Core;
using Mien.Models;
using Mien.Training;

namespace Mien.Experiments;

/// <summary>How the network of a description is built, the same for training and for prediction.</summary>
internal static class NetworkOptions
{
    /// <param name="description">What decides which weights it has.</param>
    /// <param name="recipe">What concerns training alone; null for prediction.</param>
    /// <exception cref="ConfigException">The architecture has no such option.</exception>
    public static ModelOptions Of(ModelDescription description, ModelRecipe? recipe = null)
    {
        ModelOptions options = new()
        {
            ClassCount = description.Labels.Count,
            InputChannels = description.Preprocessing.Channels,
            InputPx = description.Preprocessing.HeightPx,
            Head = HeadOf(description.Head, description.BoundsRegression),
            BoundsRegression = description.BoundsRegression,
            Dropout = recipe?.Dropout,
        };
        if (!description.Flattens && recipe?.Initializer is null)
        {
            return options;
        }

        var info = ModelRegistry.Find(description.ModelName);
        return info.Family == KerasResNet.Family
            ? new KerasResNetOptions(options) { Flattens = description.Flattens, KernelInitializer = recipe?.Initializer }
            : throw new ConfigException($"Expected 'model.flatten' and 'model.initializer' for a Keras ResNet alone, such as keras_resnet18, but the model is {info.Name}.");
    }

    /// <summary>Whether a network gives arousal and valence behind the class scores.</summary>
    public static bool HasAffect(string modelName, HeadRecipe? head) => HeadOf(head, boundsRegression: false) is { } design
        ? design.RegressionOutputCount > 0
        : ModelRegistry.Find(modelName).RegressionOutputCount > 0;

    private static HeadDesign? HeadOf(HeadRecipe? head, bool boundsRegression) => head switch
    {
        null => null,
        { Name: "classifier", Dropout: [var rate] } => new ClassifierHead { Dropout = rate },
        { Name: "vgg-top", Sizes: [var first, var second], Dropout: [var features, var behindFirst, var behindSecond] } =>
            new VggTopHead { FirstSize = first, SecondSize = second, FeatureDropout = features, FirstDropout = behindFirst, SecondDropout = behindSecond },
        { Name: "affect", Dropout: [var rate] } => new AffectHead { HiddenSize = head.Sizes is [var size] ? size : null, Dropout = rate, BoundsRegression = boundsRegression },
        _ => throw new ConfigException($"There is no head '{head.Name}' with these sizes and rates."),
    };
}
