namespace Mien.Training;

/// <summary>The pictures of a run.</summary>
public sealed record DataRecipe
{
    /// <summary>A folder with one folder of pictures per class, or with such folders below <c>train</c>.</summary>
    [RecipeKey("path", IsPath = true, AffectsResult = false)]
    public required string Path { get; init; }

    /// <summary>What the model is measured on after every epoch: a fraction of the pictures of every class, drawn by the seed, or another folder of class folders.</summary>
    [RecipeKey("validation")]
    public ValidationSource Validation { get; init; } = ValidationSource.OfFraction(0.2);

    /// <summary>The data must have this fingerprint, or nothing starts. A run's own recipe.yml names the one that it saw.</summary>
    [RecipeKey("fingerprint", NullWord = "none")]
    public string? Fingerprint { get; init; }

    /// <summary>Class folders that are no classes, such as <c>[uncertain]</c>: their pictures count where valence and arousal are learned, and not among the expressions.</summary>
    [RecipeKey("unlabelled")]
    public RecordList<string> Unlabelled { get; init; } = [];

    /// <summary>How often pictures of each class come in an epoch, which stays as long as it is: <c>none</c>, as they are; <c>balanced</c>, every class equally often; or as for <c>loss.class_weights</c>, which this replaces rather than adds to.</summary>
    [RecipeKey("sampling")]
    public ClassWeighting Sampling { get; init; } = ClassWeighting.None;

    /// <summary>Memory for decoded pictures, in MiB; 0 decodes them anew in every epoch. <c>auto</c> is a quarter of what is free, at most 2048.</summary>
    [RecipeKey("cache_mib", NullWord = "auto", AtLeast = 0, AtMost = 1 << 20, AffectsResult = false)]
    public int? CacheMib { get; init; }
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
}

/// <summary>When a run is saved.</summary>
public sealed record CheckpointRecipe
{
    /// <summary>Longest time between two checkpoints, in minutes; one is written after every epoch anyway.</summary>
    [RecipeKey("minutes", Above = 0, AtMost = 10_000, AffectsResult = false)]
    public double Minutes { get; init; } = 5;

    /// <summary>Most steps between two checkpoints.</summary>
    [RecipeKey("steps", NullWord = "none", AtLeast = 1, AffectsResult = false)]
    public int? Steps { get; init; }
}
