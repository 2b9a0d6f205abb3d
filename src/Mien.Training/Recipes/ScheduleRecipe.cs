namespace Mien.Training;

/// <summary>Which course the learning rate takes.</summary>
public enum ScheduleName
{
    /// <summary>Always <c>optimizer.lr</c>.</summary>
    Constant,
    /// <summary>Up to <c>optimizer.lr</c> and down to nearly 0, changed at every step (Smith and Topin 2018).</summary>
    OneCycle,
    /// <summary>Down to <c>min_lr</c> along a half cosine, changed at every epoch (Loshchilov and Hutter 2017).</summary>
    Cosine,
    /// <summary>Multiplied by <c>gamma</c> every <c>step_epochs</c> epochs.</summary>
    Step,
}

/// <summary>How the learning rate changes; <c>optimizer.lr</c> is its largest value.</summary>
public sealed record ScheduleRecipe
{
    /// <summary>Which course the learning rate takes.</summary>
    [RecipeKey("name")]
    public ScheduleName Name { get; init; } = ScheduleName.OneCycle;

    /// <summary>Part of the run in which the rate rises.</summary>
    [RecipeKey("warmup", OnlyFor = "one_cycle", AtLeast = 0, AtMost = 1)]
    public double WarmupFraction { get; init; } = 0.3;

    /// <summary>The first rate is the largest divided by this.</summary>
    [RecipeKey("div_factor", OnlyFor = "one_cycle", AtLeast = 1)]
    public double DivFactor { get; init; } = 25;

    /// <summary>The last rate is the first divided by this.</summary>
    [RecipeKey("final_div", OnlyFor = "one_cycle", AtLeast = 1)]
    public double FinalDiv { get; init; } = 1e4;

    /// <summary>Let momentum fall from <c>max_momentum</c> to <c>base_momentum</c> while the rate rises, and rise again. PyTorch does so unless told otherwise; here it is asked for.</summary>
    [RecipeKey("cycle_momentum", OnlyFor = "one_cycle")]
    public bool CycleMomentum { get; init; }

    /// <summary>Momentum at the largest rate, when cycled.</summary>
    [RecipeKey("base_momentum", OnlyFor = "one_cycle", AtLeast = 0, Below = 1)]
    public double BaseMomentum { get; init; } = 0.85;

    /// <summary>Momentum at the smallest rates, when cycled.</summary>
    [RecipeKey("max_momentum", OnlyFor = "one_cycle", AtLeast = 0, Below = 1)]
    public double MaxMomentum { get; init; } = 0.95;

    /// <summary>The rate at the end of the cosine.</summary>
    [RecipeKey("min_lr", OnlyFor = "cosine", AtLeast = 0)]
    public double MinLearningRate { get; init; }

    /// <summary>Epochs between two changes.</summary>
    [RecipeKey("step_epochs", OnlyFor = "step", AtLeast = 1)]
    public int StepEpochs { get; init; } = 30;

    /// <summary>What the rate is multiplied by.</summary>
    [RecipeKey("gamma", OnlyFor = "step", Above = 0, AtMost = 1)]
    public double Gamma { get; init; } = 0.1;
}
