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

/// <summary>When a run is saved.</summary>
public sealed record CheckpointRecipe
{
    /// <summary>Longest time between two checkpoints, in minutes; one is written after every epoch anyway.</summary>
    [RecipeKey("minutes", Above = 0, AtMost = 10_000, AffectsResult = false)]
    public double Minutes { get; init; } = 5;

    /// <summary>Most steps between two checkpoints.</summary>
    [RecipeKey("steps", NullWord = "none", AtLeast = 1, AffectsResult = false)]
    public int? Steps { get; init; }

    /// <summary>The weights of this many best epochs are kept as <c>epochs/NUMBER.safetensors</c>, for prediction and comparison.</summary>
    [RecipeKey("top", AtLeast = 0, AtMost = 10_000, AffectsResult = false)]
    public int Top { get; init; }

    /// <summary>The weights of every so many epochs are kept there as well.</summary>
    [RecipeKey("every", NullWord = "none", AtLeast = 1, AffectsResult = false)]
    public int? Every { get; init; }
}
