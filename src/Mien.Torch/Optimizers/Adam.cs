using System.Runtime.CompilerServices;
using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Settings of <see cref="Adam"/>, with the defaults of PyTorch and Keras.</summary>
public sealed record AdamOptions
{
    /// <summary>Size of a step, not negative; default 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How slowly the mean of the gradients changes, in [0, 1); default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How slowly the mean of the squared gradients changes, in [0, 1); default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square, not negative; null, the default, is 1e-8 in PyTorch's flavour and 1e-7 in Keras'.</summary>
    public double? Epsilon { get; init; }

    /// <summary>Not negative; default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>
    /// AdamW: the parameters shrink by decay times rate (Loshchilov and Hutter 2019, ICLR). Else the decay times the parameter is added
    /// to the gradient. Keras always does the former.
    /// </summary>
    public bool IsDecoupled { get; init; }

    /// <summary>Divides by the largest mean square so far. Reddi et al. 2018, ICLR.</summary>
    public bool Amsgrad { get; init; }

    /// <summary>Keras adds epsilon to the root before its bias is corrected, PyTorch afterwards.</summary>
    public OptimizerFlavor Flavor { get; init; }
}

/// <summary>Adam (Kingma and Ba 2015, ICLR) and AdamW; the numbers are those of PyTorch's or of Keras' classes.</summary>
public sealed class Adam : Optimizer
{
    private readonly AdamOptions _options;

    /// <param name="parameters">The parameters to change, each name once.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    [OverloadResolutionPriority(1)] // for [new("fc.weight", tensor)]
    public Adam(IEnumerable<NamedTensor> parameters, AdamOptions options)
        : this([new ParameterGroup("all", parameters, Check(options).LearningRate, options.WeightDecay, options.Beta1)], options)
    {
    }

    /// <param name="groups">The parameters to change; their rates, decays and momenta (beta 1) count instead of those of the options.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Adam(IEnumerable<ParameterGroup> groups, AdamOptions options)
        : base(groups) => _options = Check(options);

    private protected override IReadOnlyList<string> StateNames { get; } = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];

    private bool IsKeras => _options.Flavor is OptimizerFlavor.Keras;

    private protected override bool Keeps(ParameterGroup group, int state) => state < 2 || _options.Amsgrad;

    private protected override void Update(ParameterGroup group, IReadOnlyList<Tensor> values, IReadOnlyList<Tensor>[] states, long stepsBefore)
    {
        var (beta1, beta2) = (group.Momentum, _options.Beta2);
        var root = Math.Sqrt(1 - Math.Pow(beta2, stepsBefore + 1));
        var step = group.LearningRate / (1 - Math.Pow(beta1, stepsBefore + 1));
        var isDecoupled = IsKeras || _options.IsDecoupled;
        Operators.AdamInPlace.CallInPlace(
            Argument.List(values), Argument.List(states[0]), Argument.List(states[1]), Argument.List(states[2]),
            IsKeras ? step * root : step,
            IsKeras ? 1.0 : 1 / root,
            beta1,
            beta2,
            _options.Epsilon ?? (IsKeras ? 1e-7 : 1e-8),
            isDecoupled ? 0.0 : group.WeightDecay,
            isDecoupled ? 1 - (group.LearningRate * group.WeightDecay) : 1.0);
    }

    private static AdamOptions Check(AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckBeta(options.Beta1, nameof(options.Beta1));
        CheckBeta(options.Beta2, nameof(options.Beta2));
        Setting.Check(options.Epsilon ?? 0, double.MaxValue, nameof(options.Epsilon));
        return options;
    }

    private static void CheckBeta(double value, string name)
    {
        if (!(value is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "Expected a value from 0 to below 1.");
        }
    }
}
