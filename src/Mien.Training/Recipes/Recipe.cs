using Mien.Core;

namespace Mien.Training;

/// <summary>Everything that decides what a training run does. Two runs of equal recipes on equal data give equal bits on the CPU.</summary>
/// <remarks>Written as YAML; see <see cref="RecipeReader"/>. Numbers were checked when it was read; a record made in code is not.</remarks>
public sealed record Recipe
{
    /// <summary>The pictures.</summary>
    [RecipeKey("data")]
    public required DataRecipe Data { get; init; }

    /// <summary>The network.</summary>
    [RecipeKey("model")]
    public required ModelRecipe Model { get; init; }

    /// <summary>How many times every training picture is seen.</summary>
    [RecipeKey("epochs", AtLeast = 1, AtMost = 1_000_000)]
    public int Epochs { get; init; } = 20;

    /// <summary>Pictures per step. The last batch of an epoch may be smaller; one of a single picture is left out, because batch normalisation cannot learn from it.</summary>
    [RecipeKey("batch", AtLeast = 1, AtMost = 65_536)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Batches whose gradients are averaged into one step, as if they were one batch but for batch normalisation; the last step of an epoch averages what is left.</summary>
    [RecipeKey("accumulate", AtLeast = 1, AtMost = 65_536)]
    public int Accumulate { get; init; } = 1;

    /// <summary>Decides every random choice: split, initial weights, order, augmentation.</summary>
    [RecipeKey("seed")]
    public ulong Seed { get; init; } = 1;

    /// <summary>Number format of the network's arithmetic; weights are always float32.</summary>
    [RecipeKey("precision")]
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>How weights follow gradients.</summary>
    [RecipeKey("optimizer")]
    public OptimizerRecipe Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes.</summary>
    [RecipeKey("schedule")]
    public ScheduleRecipe Schedule { get; init; } = new();

    /// <summary>What is minimised.</summary>
    [RecipeKey("loss")]
    public LossRecipe Loss { get; init; } = new();

    /// <summary>How pictures of a batch are mixed with each other.</summary>
    [RecipeKey("mix")]
    public MixRecipe Mix { get; init; } = new();

    /// <summary>How training pictures are varied: a list of transforms, or a file that holds such a list. <c>[]</c> for none.</summary>
    [RecipeKey("augment")]
    public AugmentRecipe Augment { get; init; } = AugmentRecipe.Default;

    /// <summary>How channel values become numbers: <c>imagenet</c>, values in [0, 1] less the mean of ImageNet and divided by its deviation; <c>unit</c>, [0, 1]; <c>symmetric</c>, [-1, 1]; <c>caffe</c>, blue, green, red in 0..255 less 103.939, 116.779, 123.68, for weights of Keras' ResNets and VGGs; <c>none</c>, 0..255; or <c>{mean: [...], deviation: [...]}</c> of values in [0, 1], one number per channel. Prediction does the same.</summary>
    [RecipeKey("normalize")]
    public NormalizeRecipe Normalize { get; init; } = NormalizeRecipe.ImageNet;

    /// <summary>The validation score that decides which epoch was best.</summary>
    [RecipeKey("monitor")]
    public MonitoredScore Monitor { get; init; } = MonitoredScore.MacroF1;

    /// <summary>Averaged weights.</summary>
    [RecipeKey("ema")]
    public EmaRecipe Ema { get; init; } = new();

    /// <summary>When the run ends before its last epoch.</summary>
    [RecipeKey("early_stopping")]
    public EarlyStoppingRecipe EarlyStopping { get; init; } = new();

    /// <summary>When the run is saved.</summary>
    [RecipeKey("checkpoint")]
    public CheckpointRecipe Checkpoint { get; init; } = new();

    /// <summary>What the run may use up.</summary>
    [RecipeKey("limits")]
    public LimitsRecipe Limits { get; init; } = new();

    /// <summary>What is written for TensorBoard.</summary>
    [RecipeKey("tensorboard")]
    public TensorBoardRecipe TensorBoard { get; init; } = new();

    /// <summary>Threads that decode and vary pictures; <c>auto</c> is one for two cores, at most 8, as the network needs the others. The result does not depend on it.</summary>
    [RecipeKey("workers", NullWord = "auto", AtLeast = 1, AtMost = 256, AffectsResult = false)]
    public int? Workers { get; init; }

    /// <summary>Threads of the network's arithmetic; <c>auto</c> is one for each core. Sums are ordered by it, so equal bits need an equal number.</summary>
    [RecipeKey("threads", NullWord = "auto", AtLeast = 1, AtMost = 1024)]
    public int? Threads { get; init; }

    /// <summary><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, or <c>auto</c>: a GPU where there is one.</summary>
    [RecipeKey("device", NullWord = "auto")]
    public string? Device { get; init; }

    /// <summary>How a decoded picture becomes the network's input, for training, evaluation and prediction alike.</summary>
    public Preprocessing Preprocessing => Normalize.ToPreprocessing(Model.InputPx, Model.Channels);
}

/// <summary>Number format of the network's arithmetic.</summary>
public enum Precision
{
    /// <summary>bfloat16 where the hardware multiplies it faster than float32, else float32; float32 for networks with grouped convolutions on CPUs.</summary>
    Auto,
    /// <summary>32 bit everywhere.</summary>
    Float32,
    /// <summary>Convolutions and matrix products in bfloat16 (autocast), weights and sums in float32.</summary>
    Bfloat16,
}

/// <summary>A validation score by which epochs are compared.</summary>
public enum MonitoredScore
{
    /// <summary>Mean of the classes' F1; more is better. The default, because rare expressions count as much as frequent ones.</summary>
    MacroF1,
    /// <summary>Fraction of pictures that are right; more is better.</summary>
    Accuracy,
    /// <summary>Mean of the classes' recall; more is better.</summary>
    BalancedAccuracy,
    /// <summary>Validation loss; less is better.</summary>
    Loss,
    /// <summary>Mean concordance of valence and of arousal; more is better. For models that give them.</summary>
    Ccc,
}
