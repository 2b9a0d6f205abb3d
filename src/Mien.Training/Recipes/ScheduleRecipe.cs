using Mien.Torch;

namespace Mien.Training;

/// <summary>Which course the learning rate takes.</summary>
public enum ScheduleName
{
    /// <summary>Always <c>optimizer.lr</c>.</summary>
    Constant,
    /// <summary>Up to <c>optimizer.lr</c> and down to nearly 0, changed at every step (Smith and Topin 2018).</summary>
    OneCycle,
    /// <summary>Down to <c>min_lr</c> along a half cosine (Loshchilov and Hutter 2017).</summary>
    Cosine,
    /// <summary>Up to <c>optimizer.lr</c> in a straight line, then down to <c>min_lr</c> along a half cosine.</summary>
    CosineWarmup,
    /// <summary>Multiplied by <c>gamma</c> every <c>step_epochs</c>.</summary>
    Step,
    /// <summary>Multiplied by <c>gamma</c> at each of the <c>milestones</c>.</summary>
    MultiStep,
    /// <summary>Multiplied by <c>gamma</c> every time.</summary>
    Exponential,
    /// <summary>Divided by 1 + <c>decay</c> · t, as Keras decays it.</summary>
    InverseTime,
    /// <summary>Multiplied by <c>factor</c> when a validation score has not improved for a while.</summary>
    Plateau,
}

/// <summary>How often a schedule changes the rate.</summary>
public enum ScheduleUnit
{
    /// <summary>At every epoch.</summary>
    Epoch,
    /// <summary>At every step.</summary>
    Step,
}

/// <summary>What an improvement is compared with.</summary>
public enum ThresholdMode
{
    /// <summary>With <c>min_delta</c> times the best score.</summary>
    Relative,
    /// <summary>With <c>min_delta</c>.</summary>
    Absolute,
}

/// <summary>How the learning rate changes; <c>optimizer.lr</c> is its largest value. Groups of parameters begin at rates of their own.</summary>
public sealed record ScheduleRecipe
{
    /// <summary>Which course the learning rate takes.</summary>
    [RecipeKey("name")]
    public ScheduleName Name { get; init; } = ScheduleName.OneCycle;

    /// <summary>What counts as one time; <c>auto</c> is a step for cosine_warmup and inverse_time, an epoch for the others.</summary>
    [RecipeKey("by", NullWord = "auto", OnlyFor = "cosine cosine_warmup step multi_step exponential inverse_time")]
    public ScheduleUnit? By { get; init; }

    /// <summary>Part of the run in which the rate rises.</summary>
    [RecipeKey("warmup", OnlyFor = "one_cycle cosine_warmup", AtLeast = 0, AtMost = 1)]
    public double WarmupFraction { get; init; } = 0.3;

    /// <summary>The first rate, as a fraction of the largest.</summary>
    [RecipeKey("warmup_start", OnlyFor = "cosine_warmup", AtLeast = 0, AtMost = 1)]
    public double WarmupStart { get; init; } = 0.01;

    /// <summary>The first rate is the largest divided by this.</summary>
    [RecipeKey("div_factor", OnlyFor = "one_cycle", AtLeast = 1)]
    public double DivFactor { get; init; } = 25;

    /// <summary>The last rate is the first divided by this.</summary>
    [RecipeKey("final_div", OnlyFor = "one_cycle", AtLeast = 1)]
    public double FinalDiv { get; init; } = 1e4;

    /// <summary>Let momentum (beta1 of adam) fall from <c>max_momentum</c> to <c>base_momentum</c> while the rate rises, and rise again. PyTorch does so unless told otherwise; here it is asked for.</summary>
    [RecipeKey("cycle_momentum", OnlyFor = "one_cycle")]
    public bool CycleMomentum { get; init; }

    /// <summary>Momentum at the largest rate, when cycled.</summary>
    [RecipeKey("base_momentum", OnlyFor = "one_cycle", AtLeast = 0, Below = 1)]
    public double BaseMomentum { get; init; } = 0.85;

    /// <summary>Momentum at the smallest rates, when cycled.</summary>
    [RecipeKey("max_momentum", OnlyFor = "one_cycle", AtLeast = 0, Below = 1)]
    public double MaxMomentum { get; init; } = 0.95;

    /// <summary>The rate at the end of the cosine, and below which a plateau never takes it.</summary>
    [RecipeKey("min_lr", OnlyFor = "cosine cosine_warmup plateau", AtLeast = 0)]
    public double MinLearningRate { get; init; }

    /// <summary>Times until <c>min_lr</c> is reached, after which the cosine rises again; <c>auto</c> is the whole run.</summary>
    [RecipeKey("t_max", NullWord = "auto", OnlyFor = "cosine", AtLeast = 1)]
    public int? HalfPeriod { get; init; }

    /// <summary>Epochs between two changes; steps where <c>by</c> says so.</summary>
    [RecipeKey("step_epochs", OnlyFor = "step", AtLeast = 1)]
    public int StepEpochs { get; init; } = 30;

    /// <summary>Epochs, from 0, at which the rate changes; steps where <c>by</c> says so.</summary>
    [RecipeKey("milestones", OnlyFor = "multi_step")]
    public RecordList<int> Milestones { get; init; } = [30, 60, 80];

    /// <summary>What the rate is multiplied by.</summary>
    [RecipeKey("gamma", OnlyFor = "step multi_step exponential", Above = 0, AtMost = 1)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>How fast the rate falls.</summary>
    [RecipeKey("decay", OnlyFor = "inverse_time", AtLeast = 0)]
    public double Decay { get; init; } = 1e-4;

    /// <summary>Whose definition. <c>torch</c> waits one epoch longer than <c>keras</c> for the same <c>patience</c>, and compares by <c>threshold_mode</c>; Keras always compares with <c>min_delta</c> itself.</summary>
    [RecipeKey("flavor", OnlyFor = "plateau")]
    public OptimizerFlavor Flavor { get; init; } = OptimizerFlavor.Torch;

    /// <summary>The validation score that must improve. For the loss less is better, for the others more.</summary>
    [RecipeKey("monitor", OnlyFor = "plateau")]
    public MonitoredScore Monitor { get; init; } = MonitoredScore.Loss;

    /// <summary>What the rate is multiplied by.</summary>
    [RecipeKey("factor", OnlyFor = "plateau", Above = 0, Below = 1)]
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs without an improvement that are waited for.</summary>
    [RecipeKey("patience", OnlyFor = "plateau", AtLeast = 0)]
    public int Patience { get; init; } = 10;

    /// <summary>An improvement is a change by more than this.</summary>
    [RecipeKey("min_delta", OnlyFor = "plateau", AtLeast = 0)]
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>What an improvement is compared with, in the flavour of PyTorch.</summary>
    [RecipeKey("threshold_mode", OnlyFor = "plateau")]
    public ThresholdMode ThresholdMode { get; init; }

    /// <summary>Epochs after a change that are not counted.</summary>
    [RecipeKey("cooldown", OnlyFor = "plateau", AtLeast = 0)]
    public int Cooldown { get; init; }
}
