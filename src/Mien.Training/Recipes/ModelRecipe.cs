using Mien.Torch;

namespace Mien.Training;

/// <summary>What is learned of a network.</summary>
public enum TrainingMode
{
    /// <summary>Everything, from random weights.</summary>
    Scratch,
    /// <summary>Everything that is not frozen, from <c>model.weights</c>.</summary>
    Finetune,
    /// <summary>The head alone, on <c>model.weights</c>.</summary>
    Linear,
}

/// <summary>The network of a run.</summary>
public sealed record ModelRecipe
{
    /// <summary>Name in the model registry, such as <c>resnet18</c>; <c>mien models</c> lists them.</summary>
    [RecipeKey("name")]
    public required string Name { get; init; }

    /// <summary>Width and height of its input in pixels. The default is the size of AffectNet's pictures.</summary>
    [RecipeKey("input", AtLeast = 8, AtMost = 4096)]
    public int InputPx { get; init; } = 96;

    /// <summary>3 for colour, 1 for grey. Grey pictures may feed a colour model: its three channels are then equal.</summary>
    [RecipeKey("channels", AtLeast = 1, AtMost = 3)]
    public int Channels { get; init; } = 3;

    /// <summary>Random changes of whole batches in training, as a list of <c>{name: rotation, degrees: 10}</c>, beside <c>augment</c>, which changes single pictures before they are normalised. Keras' RandomFlip, RandomRotation(0.1), RandomZoom(0.15) and RandomTranslation(0.15, 0.15) are flip, rotation, zoom and translation as they are; torchvision's RandomRotation and RandomPerspective want <c>fill: constant</c>, the former <c>interpolation: nearest</c> too.</summary>
    [RecipeKey("augment")]
    public RecordList<BatchLayerRecipe> Augment { get; init; } = [];

    /// <summary>The last layers: <c>original</c>, those of the architecture; <c>classifier</c>, one linear layer; <c>vgg-top</c>, dropout, two hidden layers with ReLU and dropout, and the classes; <c>affect</c>, a branch for the classes beside one for arousal and valence. Sizes of hidden layers and rates of dropout may be given: <c>{name: vgg-top, sizes: [2048, 512], dropout: [0, 0.5, 0.2]}</c>, for vgg-top on the features and behind each hidden layer; <c>{name: affect, sizes: [1024], dropout: [0.2]}</c> has a hidden layer in each branch.</summary>
    [RecipeKey("head", NullWord = "original")]
    public HeadRecipe? Head { get; init; }

    /// <summary>Whether arousal and valence pass through tanh, which keeps them in [-1, 1]; for networks that give them.</summary>
    [RecipeKey("tanh")]
    public bool BoundsRegression { get; init; }

    /// <summary>Whether the last maps are flattened rather than averaged. For the Keras ResNets, whose <c>flatten</c> it is; the network then takes pictures of <c>model.input</c> alone.</summary>
    [RecipeKey("flatten")]
    public bool Flattens { get; init; }

    /// <summary>Probability of every dropout of the architecture, other heads have their own; <c>original</c> is as published. For the Keras ResNets it is <c>dropout_rate</c>.</summary>
    [RecipeKey("dropout", NullWord = "original", AtLeast = 0, Below = 1)]
    public double? Dropout { get; init; }

    /// <summary>From which distribution the kernels of a Keras ResNet are drawn, Keras' <c>kernel_initializer</c>; <c>original</c> is as published.</summary>
    [RecipeKey("initializer", NullWord = "original")]
    public KernelInitializer? Initializer { get; init; }

    /// <summary>This times the sum of squares of every kernel, of convolutions and linear layers, is added to the loss of every step: Keras' <c>kernel_regularizer</c>. As weight decay of sgd it is half the number. <c>original</c> is none, but for fercnn4, which has 0.01 on two kernels. Losses are reported without it.</summary>
    [RecipeKey("kernel_l2", NullWord = "original", AtLeast = 0, AtMost = 100)]
    public double? KernelL2 { get; init; }

    /// <summary>A file of weights to start from: .pth, .safetensors, .h5 of Keras, or the model.safetensors of a run; <c>mien models weights</c> looks into it. A run's own recipe.yml has <c>{file, sha256, labels, licence}</c>, and another file with that name is refused.</summary>
    [RecipeKey("weights", NullWord = "none")]
    public StartingWeights? Weights { get; init; }

    /// <summary>What is learned; <c>auto</c> is finetune where there are weights, else scratch.</summary>
    [RecipeKey("mode", NullWord = "auto")]
    public TrainingMode? Mode { get; init; }

    /// <summary>Whether a head of the file that does not fit, as it is for other classes, is replaced by fresh weights; otherwise that is an error.</summary>
    [RecipeKey("replace_head")]
    public bool ReplacesHead { get; init; }

    /// <summary>Parameters that stay as they are: patterns of their names, such as <c>[conv1, bn1, layer1.*]</c>; <c>*</c> stands for any text, and a layer for all that is in it. The statistics of a batch norm whose scale is frozen are frozen too: it computes as in evaluation and does not follow the new pictures.</summary>
    [RecipeKey("freeze", NullWord = "none")]
    public NamePatterns? Freeze { get; init; }

    /// <summary>Frozen parameters that learn from the beginning of an epoch on: <c>[{epoch: 5, pattern: layer4.*}]</c>. Their momentum starts from nothing then.</summary>
    [RecipeKey("unfreeze")]
    public RecordList<UnfreezeRecipe> Unfreeze { get; init; } = [];

    /// <summary>The mode with <c>auto</c> decided.</summary>
    public TrainingMode EffectiveMode => Mode ?? (Weights is null ? TrainingMode.Scratch : TrainingMode.Finetune);
}

/// <summary>Parameters that learn from an epoch on.</summary>
public sealed record UnfreezeRecipe
{
    /// <summary>The first epoch in which they learn, from 1.</summary>
    [RecipeKey("epoch", AtLeast = 1)]
    public required int Epoch { get; init; }

    /// <summary>Which; patterns as for <c>model.freeze</c>.</summary>
    [RecipeKey("pattern")]
    public required NamePatterns Pattern { get; init; }
}
