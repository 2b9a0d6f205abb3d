using System.Runtime.CompilerServices;
using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Settings of <see cref="RmsProp"/>, with PyTorch's meanings and defaults.</summary>
public sealed record RmsPropOptions
{
    /// <summary>Size of a step, not negative; default 0.01.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How slowly the mean of the squared gradients changes, in [0, 1]; default 0.99.</summary>
    public double Smoothing { get; init; } = 0.99;

    /// <summary>Added to the root of the mean square, not negative; default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>This times the parameter is added to the gradient (L2), not negative; default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Share of the last step that is kept, in [0, 1]; default 0.</summary>
    public double Momentum { get; init; }

    /// <summary>Divides by the deviation of the gradients instead of their root mean square. Graves 2013, arXiv:1308.0850.</summary>
    public bool Centered { get; init; }
}

/// <summary>RMSprop (Tieleman and Hinton 2012, Coursera lecture 6.5); the numbers are those of torch.optim.RMSprop.</summary>
public sealed class RmsProp : Optimizer
{
    private readonly RmsPropOptions _options;

    /// <param name="parameters">The parameters to change, each name once.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    [OverloadResolutionPriority(1)] // for [new("fc.weight", tensor)]
    public RmsProp(IEnumerable<NamedTensor> parameters, RmsPropOptions options)
        : this([new ParameterGroup("all", parameters, Check(options).LearningRate, options.WeightDecay, options.Momentum)], options)
    {
    }

    /// <param name="groups">The parameters to change; their rates, decays and momenta count instead of those of the options.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public RmsProp(IEnumerable<ParameterGroup> groups, RmsPropOptions options)
        : base(groups) => _options = Check(options);

    private protected override IReadOnlyList<string> StateNames { get; } = ["square_avg", "momentum_buffer", "grad_avg"];

    private protected override bool CountsSteps => false;

    private protected override bool Keeps(ParameterGroup group, int state) => state switch
    {
        0 => true,
        1 => group.Momentum != 0,
        _ => _options.Centered,
    };

    private protected override void Update(ParameterGroup group, IReadOnlyList<Tensor> values, IReadOnlyList<Tensor>[] states, long stepsBefore) =>
        Operators.RmsPropInPlace.CallInPlace(
            Argument.List(values), Argument.List(states[0]), Argument.List(states[1]), Argument.List(states[2]),
            group.LearningRate, _options.Smoothing, _options.Epsilon, group.WeightDecay, group.Momentum);

    private static RmsPropOptions Check(RmsPropOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Setting.Check(options.Smoothing, 1, nameof(options.Smoothing));
        Setting.Check(options.Epsilon, double.MaxValue, nameof(options.Epsilon));
        return options;
    }
}
