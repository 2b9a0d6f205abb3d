namespace Mien.Training;

/// <summary>What is minimised for the expressions.</summary>
public enum LossName
{
    /// <summary>Cross-entropy.</summary>
    CrossEntropy,
    /// <summary>Focal loss: cross-entropy in which sure answers count less (Lin et al. 2017).</summary>
    Focal,
}

/// <summary>What is minimised for valence and arousal.</summary>
public enum AffectLossName
{
    /// <summary>Mean squared difference.</summary>
    Mse,
    /// <summary>Huber's loss: squares up to <c>huber_limit</c>, straight lines beyond.</summary>
    Huber,
    /// <summary>1 - concordance correlation coefficient over the batch.</summary>
    Ccc,
}

/// <summary>What is minimised.</summary>
public sealed record LossRecipe
{
    /// <summary>What is minimised for the expressions.</summary>
    [RecipeKey("name")]
    public LossName Name { get; init; }

    /// <summary>How much less a picture counts that is answered surely.</summary>
    [RecipeKey("gamma", OnlyFor = "focal", AtLeast = 0, AtMost = 100)]
    public double Gamma { get; init; } = 2;

    /// <summary>A factor of the focal loss; <c>class_weights</c> weigh the classes.</summary>
    [RecipeKey("alpha", OnlyFor = "focal", Above = 0, AtMost = 100)]
    public double Alpha { get; init; } = 1;

    /// <summary>Part of the target that is spread evenly over all classes (Szegedy et al. 2016).</summary>
    [RecipeKey("label_smoothing", AtLeast = 0, Below = 1)]
    public double LabelSmoothing { get; init; }

    /// <summary>How much each class counts: <c>none</c>; <c>balanced</c>, inversely to how often it occurs; <c>sqrt_balanced</c>, the square root of that; <c>{effective: 0.999}</c>, inversely to the effective number of pictures (Cui et al. 2019) with that beta; or numbers, as a list in class order or as <c>{class: number}</c>.</summary>
    [RecipeKey("class_weights")]
    public ClassWeighting ClassWeights { get; init; } = ClassWeighting.None;

    /// <summary>Train towards the votes that annotations.csv has for each class, such as those of FERPlus, where a picture has any.</summary>
    [RecipeKey("soft_labels")]
    public bool SoftLabels { get; init; }

    /// <summary>What is minimised for valence and arousal, for models that give them; annotations.csv has them. Pictures without them count in the loss of the expressions alone.</summary>
    [RecipeKey("affect")]
    public AffectLossName Affect { get; init; }

    /// <summary>The difference beyond which Huber's loss is a straight line.</summary>
    [RecipeKey("huber_limit", Above = 0, AtMost = 2)]
    public double HuberLimit { get; init; } = 1;

    /// <summary>What the loss of the expressions counts, for models that give valence and arousal.</summary>
    [RecipeKey("expression_weight", AtLeast = 0, AtMost = 1000)]
    public double ExpressionWeight { get; init; } = 0.9;

    /// <summary>What the loss of valence counts.</summary>
    [RecipeKey("valence_weight", AtLeast = 0, AtMost = 1000)]
    public double ValenceWeight { get; init; } = 0.05;

    /// <summary>What the loss of arousal counts.</summary>
    [RecipeKey("arousal_weight", AtLeast = 0, AtMost = 1000)]
    public double ArousalWeight { get; init; } = 0.05;
}

/// <summary>How pictures of a batch are mixed with each other, labels, valence and arousal with them.</summary>
public sealed record MixRecipe
{
    /// <summary>Mixup: the share of a picture is drawn from Beta(this, this); 0 for none. 0.2 is usual.</summary>
    [RecipeKey("mixup", AtLeast = 0, AtMost = 100)]
    public double MixupAlpha { get; init; }

    /// <summary>CutMix: the size of the box that another picture fills is drawn from Beta(this, this); 0 for none. 1 is usual.</summary>
    [RecipeKey("cutmix", AtLeast = 0, AtMost = 100)]
    public double CutMixAlpha { get; init; }

    /// <summary>How often a batch is mixed.</summary>
    [RecipeKey("probability", AtLeast = 0, AtMost = 1)]
    public double Probability { get; init; } = 1;

    /// <summary>How often it is CutMix where both are on.</summary>
    [RecipeKey("switch", AtLeast = 0, AtMost = 1)]
    public double SwitchProbability { get; init; } = 0.5;

    /// <summary>Whether anything is mixed.</summary>
    public bool IsOn => (MixupAlpha > 0 || CutMixAlpha > 0) && Probability > 0;
}
