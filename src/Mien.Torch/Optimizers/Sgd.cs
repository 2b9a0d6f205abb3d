using System.Runtime.CompilerServices;
using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Settings of <see cref="Sgd"/>, with PyTorch's meanings and defaults.</summary>
public sealed record SgdOptions
{
    /// <summary>Size of a step, not negative.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Share of the last step's direction that is kept, in [0, 1]; 0, the default, keeps none.</summary>
    public double Momentum { get; init; }

    /// <summary>Share of the gradient that is left out of the kept direction, in [0, 1]; default 0. PyTorch's flavour alone has it.</summary>
    public double Dampening { get; init; }

    /// <summary>Not negative; default 0. In PyTorch's flavour, this times the parameter is added to the gradient (L2); in Keras', the parameter shrinks by this times the rate.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Looks ahead along the kept direction; needs momentum and no dampening. Sutskever et al. 2013, ICML.</summary>
    public bool Nesterov { get; init; }

    /// <summary>In Keras' flavour the buffer holds steps, the rate included, so that a new rate does not change what was kept.</summary>
    public OptimizerFlavor Flavor { get; init; }
}

/// <summary>Stochastic gradient descent with momentum; the numbers are those of torch.optim.SGD or of Keras' SGD.</summary>
public sealed class Sgd : Optimizer
{
    private readonly SgdOptions _options;

    /// <param name="parameters">The parameters to change, each name once.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    [OverloadResolutionPriority(1)] // for [new("fc.weight", tensor)]
    public Sgd(IEnumerable<NamedTensor> parameters, SgdOptions options)
        : this([new ParameterGroup("all", parameters, Check(options).LearningRate, options.WeightDecay, options.Momentum)], options)
    {
    }

    /// <param name="groups">The parameters to change; their rates, decays and momenta count instead of those of the options.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Sgd(IEnumerable<ParameterGroup> groups, SgdOptions options)
        : base(groups) => _options = Check(options);

    private protected override IReadOnlyList<string> StateNames { get; } = ["momentum_buffer"];

    private protected override bool CountsSteps => false;

    private protected override bool Keeps(ParameterGroup group, int state) => group.Momentum != 0;

    private protected override void Update(ParameterGroup group, IReadOnlyList<Tensor> values, IReadOnlyList<Tensor>[] states, long stepsBefore) =>
        Operators.SgdInPlace.CallInPlace(
            Argument.List(values), Argument.List(states[0]), stepsBefore == 0, group.LearningRate, group.Momentum, _options.Dampening,
            group.WeightDecay, _options.Nesterov, _options.Flavor is OptimizerFlavor.Keras);

    private static SgdOptions Check(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Setting.Check(options.Momentum, 1, nameof(options.Momentum));
        Setting.Check(options.Dampening, 1, nameof(options.Dampening));
        if (options is { Flavor: OptimizerFlavor.Keras, Dampening: > 0 })
        {
            throw new ArgumentException($"Expected no dampening in Keras' flavour but got {options.Dampening}.", nameof(options));
        }

        return !options.Nesterov || (options.Momentum > 0 && options.Dampening == 0)
            ? options
            : throw new ArgumentException(
                $"Nesterov needs momentum above 0 and dampening 0 but got {options.Momentum} and {options.Dampening}.", nameof(options));
    }
}
