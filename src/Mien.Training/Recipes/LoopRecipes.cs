namespace Mien.Training;

/// <summary>When a run ends before its last epoch because it no longer gets better.</summary>
public sealed record EarlyStoppingRecipe
{
    /// <summary>Epochs in a row without an improvement after which the run ends. model.safetensors holds the best epoch by <c>monitor</c> in any case, however the run ends.</summary>
    [RecipeKey("patience", NullWord = "none", AtLeast = 1)]
    public int? Patience { get; init; }

    /// <summary>The validation score that must improve; <c>same</c> is the recipe's <c>monitor</c>. For the loss less is better, for the others more.</summary>
    [RecipeKey("monitor", NullWord = "same")]
    public MonitoredScore? Monitor { get; init; }

    /// <summary>An improvement is a change by more than this.</summary>
    [RecipeKey("min_delta", AtLeast = 0)]
    public double MinDelta { get; init; }
}

/// <summary>What a run may use up. A run that reaches a limit stops in good order and can be resumed.</summary>
public sealed record LimitsRecipe
{
    /// <summary>Hours after which a call of <c>mien train</c> saves and stops; a resumption has as many again.</summary>
    [RecipeKey("hours", NullWord = "none", Above = 0, AtMost = 100_000, AffectsResult = false)]
    public double? Hours { get; init; }

    /// <summary>Space on the disk, in MiB, that must be free beyond what the next checkpoints need.</summary>
    [RecipeKey("free_mib", AtLeast = 0, AtMost = 1 << 24, AffectsResult = false)]
    public int FreeMib { get; init; } = 256;
}

/// <summary>Averaged weights.</summary>
public sealed record EmaRecipe
{
    /// <summary>How much of the average stays at each step: an exponential moving average of weights and batch-norm statistics, which is what is validated and saved as model.safetensors. 0.999 remembers about a thousand steps.</summary>
    [RecipeKey("decay", NullWord = "none", Above = 0, Below = 1)]
    public double? Decay { get; init; }

    /// <summary>Let the decay of step t, from 0, be at most (1 + t) / (10 + t), so that the average soon leaves the initial weights.</summary>
    [RecipeKey("warmup")]
    public bool WarmUp { get; init; } = true;
}

/// <summary>What is written for TensorBoard: <c>tensorboard --logdir runs</c> shows it.</summary>
public sealed record TensorBoardRecipe
{
    /// <summary>Whether the run folder gets an event file.</summary>
    [RecipeKey("enabled", AffectsResult = false)]
    public bool Enabled { get; init; } = true;

    /// <summary>Steps between two points of the curves over steps; those over epochs have all.</summary>
    [RecipeKey("steps", AtLeast = 1, AffectsResult = false)]
    public int Steps { get; init; } = 10;

    /// <summary>Epochs between two histograms of weights and gradients.</summary>
    [RecipeKey("histograms", NullWord = "none", AtLeast = 1, AffectsResult = false)]
    public int? HistogramEpochs { get; init; }

    /// <summary>Pictures: what training sees at the beginning, and the confusion matrix of every best epoch.</summary>
    [RecipeKey("pictures", AffectsResult = false)]
    public bool Pictures { get; init; } = true;
}
