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
}

/// <summary>What is minimised.</summary>
public sealed record LossRecipe
{
    /// <summary>Part of the target that is spread evenly over all classes (Szegedy et al. 2016).</summary>
    [RecipeKey("label_smoothing", AtLeast = 0, Below = 1)]
    public double LabelSmoothing { get; init; }

    /// <summary>How much each class counts: <c>none</c>; <c>balanced</c>, inversely to how often it occurs; <c>sqrt_balanced</c>, the square root of that; or numbers, as a list in class order or as <c>{class: number}</c>.</summary>
    [RecipeKey("class_weights")]
    public ClassWeighting ClassWeights { get; init; } = ClassWeighting.None;
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
