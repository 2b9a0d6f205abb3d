using Mien.Torch;

namespace Mien.Training;

/// <summary>Which optimizer.</summary>
public enum OptimizerName
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
    /// <summary>Adam (Kingma and Ba 2015).</summary>
    Adam,
    /// <summary>Adam whose weight decay is independent of the gradients (Loshchilov and Hutter 2019).</summary>
    Adamw,
    /// <summary>RMSprop (Tieleman and Hinton 2012).</summary>
    Rmsprop,
}

/// <summary>Which parameters weight decay spares.</summary>
public enum NoDecay
{
    /// <summary>None: all shrink.</summary>
    None,
    /// <summary>Biases.</summary>
    Biases,
    /// <summary>Biases, and the scales of normalisation: all parameters of one dimension.</summary>
    NormsAndBiases,
}

/// <summary>How weights follow gradients.</summary>
public sealed record OptimizerRecipe
{
    private readonly double? _learningRate, _momentum, _weightDecay;

    /// <summary>Which optimizer.</summary>
    [RecipeKey("name")]
    public OptimizerName Name { get; init; } = OptimizerName.Sgd;

    /// <summary>Whose definition, where they differ. <c>keras</c>: SGD keeps steps instead of directions, Adam adds epsilon before the correction of bias, and weight decay always shrinks the weights by rate times decay.</summary>
    [RecipeKey("flavor")]
    public OptimizerFlavor Flavor { get; init; } = OptimizerFlavor.Torch;

    /// <summary>Learning rate; the largest one where the schedule changes it. Unless given 0.05 for sgd, 0.01 for rmsprop, 0.001 for adam and adamw.</summary>
    [RecipeKey("lr", Above = 0, AtMost = 1000)]
    public double LearningRate
    {
        get => _learningRate ?? Name switch { OptimizerName.Sgd => 0.05, OptimizerName.Rmsprop => 0.01, _ => 0.001 };
        init => _learningRate = value;
    }

    /// <summary>How much of the last step carries on. Unless given 0.9 for sgd, 0 for rmsprop.</summary>
    [RecipeKey("momentum", OnlyFor = "sgd rmsprop", AtLeast = 0, Below = 1)]
    public double Momentum
    {
        get => _momentum ?? (Name is OptimizerName.Sgd ? 0.9 : 0);
        init => _momentum = value;
    }

    /// <summary>Part of the gradient that is left out of the direction that carries on.</summary>
    [RecipeKey("dampening", OnlyFor = "sgd", AtLeast = 0, AtMost = 1)]
    public double Dampening { get; init; }

    /// <summary>Look ahead along the momentum (Nesterov); needs a momentum above 0 and no dampening.</summary>
    [RecipeKey("nesterov", OnlyFor = "sgd")]
    public bool Nesterov { get; init; }

    /// <summary>How slowly the mean of the gradients changes.</summary>
    [RecipeKey("beta1", OnlyFor = "adam adamw", AtLeast = 0, Below = 1)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly the mean of the squared gradients changes.</summary>
    [RecipeKey("beta2", OnlyFor = "adam adamw", AtLeast = 0, Below = 1)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Divide by the largest mean square so far (Reddi et al. 2018).</summary>
    [RecipeKey("amsgrad", OnlyFor = "adam adamw")]
    public bool Amsgrad { get; init; }

    /// <summary>How slowly the mean of the squared gradients changes.</summary>
    [RecipeKey("alpha", OnlyFor = "rmsprop", AtLeast = 0, AtMost = 1)]
    public double Smoothing { get; init; } = 0.99;

    /// <summary>Divide by the deviation of the gradients instead of their root mean square.</summary>
    [RecipeKey("centered", OnlyFor = "rmsprop")]
    public bool Centered { get; init; }

    /// <summary>Added to the root of the mean square; <c>auto</c> is 1e-8, in the flavour of Keras 1e-7.</summary>
    [RecipeKey("epsilon", OnlyFor = "adam adamw rmsprop", NullWord = "auto", Above = 0, AtMost = 1)]
    public double? Epsilon { get; init; }

    /// <summary>How strongly weights are drawn to 0: this times the weight is added to the gradient (L2); for adamw, and in the flavour of Keras, weights shrink by rate times this. Unless given 0.0005 for sgd, 0.01 for adamw (Keras: 0 and 0.004), 0 for the others.</summary>
    [RecipeKey("weight_decay", AtLeast = 0, AtMost = 10)]
    public double WeightDecay
    {
        get => _weightDecay ?? (Name, Flavor) switch
        {
            (OptimizerName.Adamw, OptimizerFlavor.Keras) => 0.004,
            (OptimizerName.Adamw, _) => 0.01,
            (OptimizerName.Sgd, OptimizerFlavor.Torch) => 5e-4,
            _ => 0,
        };
        init => _weightDecay = value;
    }

    /// <summary>Which parameters weight decay spares.</summary>
    [RecipeKey("no_decay")]
    public NoDecay NoDecay { get; init; }

    /// <summary>Keras' <c>decay</c> of older optimizers: whatever the schedule gives at step t, from 0, is divided by 1 + decay · t.</summary>
    [RecipeKey("decay", AtLeast = 0, AtMost = 1)]
    public double RateDecay { get; init; }

    /// <summary>Gradients longer than this (L2 norm over all parameters) are shortened to it.</summary>
    [RecipeKey("clip_norm", NullWord = "none", Above = 0)]
    public double? ClipNorm { get; init; }

    /// <summary>Every element of every gradient is limited to this size; not together with <c>clip_norm</c>.</summary>
    [RecipeKey("clip_value", NullWord = "none", Above = 0)]
    public double? ClipValue { get; init; }

    /// <summary>Parameters with settings of their own, as a list of <c>{match: ..., lr: ...}</c>. A parameter belongs to the first group that it matches; the others take the settings above.</summary>
    [RecipeKey("groups")]
    public RecordList<GroupRecipe> Groups { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(OptimizerRecipe? other) => other is not null && RecipeKeys.Of(typeof(OptimizerRecipe)).All(key => Equals(key.Property.GetValue(this), key.Property.GetValue(other)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, LearningRate, Momentum, WeightDecay);
}

/// <summary>Parameters with settings of their own.</summary>
public sealed record GroupRecipe
{
    /// <summary>Patterns of their names, such as <c>fc</c> or <c>[layer1, layer2.*]</c>, as for <c>model.freeze</c>. <c>mien models summary</c> shows the names of the layers.</summary>
    [RecipeKey("match")]
    public required NamePatterns Match { get; init; }

    /// <summary>Their learning rate; <c>none</c> takes <c>optimizer.lr</c> times <c>lr_factor</c>.</summary>
    [RecipeKey("lr", NullWord = "none", Above = 0, AtMost = 1000)]
    public double? LearningRate { get; init; }

    /// <summary>Their learning rate as a multiple of <c>optimizer.lr</c>.</summary>
    [RecipeKey("lr_factor", Above = 0, AtMost = 1000)]
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Their weight decay; <c>none</c> takes that of the optimizer, with <c>no_decay</c>.</summary>
    [RecipeKey("weight_decay", NullWord = "none", AtLeast = 0, AtMost = 10)]
    public double? WeightDecay { get; init; }

    /// <summary>Their momentum, or beta1 of adam and adamw; <c>none</c> takes that of the optimizer.</summary>
    [RecipeKey("momentum", NullWord = "none", AtLeast = 0, Below = 1)]
    public double? Momentum { get; init; }

    /// <summary>Whether they stay as they are.</summary>
    [RecipeKey("frozen")]
    public bool Frozen { get; init; }
}
