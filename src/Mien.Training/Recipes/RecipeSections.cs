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

    /// <summary>Whether validation keeps people apart from those of training, so that the score is that of new faces.</summary>
    [RecipeKey("group")]
    public DataGrouping Group { get; init; } = DataGrouping.Auto;

    /// <summary>Divide the pictures into this many parts, of which <c>fold</c> is for validation and the others for training; <c>validation</c> is not used then. <c>mien train --folds</c> trains all of them.</summary>
    [RecipeKey("folds", NullWord = "none", AtLeast = 2, AtMost = 1000)]
    public int? Folds { get; init; }

    /// <summary>The part for validation, from 1 to <c>folds</c>.</summary>
    [RecipeKey("fold", AtLeast = 1, AtMost = 1000)]
    public int Fold { get; init; } = 1;

    /// <summary>Part of the training pictures of every class that is used, drawn by the seed; validation stays whole.</summary>
    [RecipeKey("limit", Above = 0, AtMost = 1)]
    public double Limit { get; init; } = 1;

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

/// <summary>Whether pictures of one person may be in training and validation.</summary>
public enum DataGrouping
{
    /// <summary><c>identity</c> where annotations.csv names the person of every picture and validation is drawn from the training pictures, else <c>none</c>; a run's recipe.yml says which.</summary>
    Auto,
    /// <summary>Everybody is in one part, by the column <c>identity</c> of the annotations.csv in the data folder.</summary>
    Identity,
    /// <summary>Pictures are drawn one by one.</summary>
    None,
}
