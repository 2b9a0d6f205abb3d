using Mien.Torch.Interop;

namespace Mien.Torch;

/// <summary>Settings of <see cref="Sgd"/>, with PyTorch's meanings and defaults.</summary>
public sealed record SgdOptions
{
    /// <summary>Size of a step, not negative.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Share of the last step's direction that is kept, in [0, 1]; 0, the default, keeps none.</summary>
    public double Momentum { get; init; }

    /// <summary>Share of the gradient that is left out of the kept direction, in [0, 1]; default 0.</summary>
    public double Dampening { get; init; }

    /// <summary>Added to the gradient as this times the parameter (L2), not negative; default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Looks ahead along the kept direction; needs momentum and no dampening. Sutskever et al. 2013, ICML.</summary>
    public bool Nesterov { get; init; }
}

/// <summary>Stochastic gradient descent with momentum; the numbers are those of torch.optim.SGD.</summary>
public sealed class Sgd : Optimizer
{
    private const string BufferSuffix = ".momentum_buffer";

    private readonly SgdOptions _options;
    private readonly Tensor?[] _buffers;

    /// <param name="parameters">The parameters to change, each name once.</param>
    /// <param name="options">Checked here.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Sgd(IEnumerable<NamedTensor> parameters, SgdOptions options)
        : base(parameters, Check(options).LearningRate)
    {
        _options = options;
        Momentum = options.Momentum;
        _buffers = new Tensor?[Parameters.Count];
    }

    /// <summary>Share of the last step's direction that is kept in the next step, in [0, 1]; some schedules change it from step to step.</summary>
    public double Momentum
    {
        get;
        set
        {
            CheckRange(value, 1, nameof(Momentum));
            field = value;
        }
    }

    /// <inheritdoc/>
    public override void Step()
    {
        List<Tensor> values = [];
        List<Tensor> buffers = [];
        List<long> fresh = [];
        for (var i = 0; i < Parameters.Count; i++)
        {
            var parameter = Parameters[i].Tensor;
            if (!parameter.HasGrad)
            {
                continue;
            }

            values.Add(parameter);
            fresh.Add(_buffers[i] is null ? 1 : 0);
            if (Momentum != 0)
            {
                buffers.Add(_buffers[i] ??= parameter.ZerosLike().Keep());
            }
        }

        if (values.Count > 0)
        {
            Operators.SgdInPlace.CallInPlace(
                Argument.List(values), Argument.List(buffers), fresh.ToArray(),
                LearningRate, Momentum, _options.Dampening, _options.WeightDecay, _options.Nesterov);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor> StateDict() => Parameters.Zip(_buffers)
        .Where(pair => pair.Second is not null)
        .ToDictionary(pair => pair.First.Name + BufferSuffix, pair => pair.Second!);

    /// <inheritdoc/>
    public override void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var shapes = Parameters.ToDictionary(item => item.Name + BufferSuffix, item => item.Tensor.Shape);
        CheckpointException problems = new(
            missing: [],
            unexpected: [.. state.Keys.Where(name => !shapes.ContainsKey(name))],
            misshapen: [.. state.Where(item => shapes.TryGetValue(item.Key, out var shape) && !shape.SequenceEqual(item.Value.Shape))
                .Select(item => new ShapeMismatch(item.Key, shapes[item.Key], item.Value.Shape))]);
        if (problems.HasAny)
        {
            throw problems;
        }

        for (var i = 0; i < _buffers.Length; i++)
        {
            var (name, parameter) = Parameters[i];
            _buffers[i]?.Dispose();
            _buffers[i] = null;
            if (state.TryGetValue(name + BufferSuffix, out var saved))
            {
                _buffers[i] = parameter.ZerosLike().Keep();
                _buffers[i]!.CopyFrom(saved);
            }
        }
    }

    private static SgdOptions Check(SgdOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckRange(options.Momentum, 1, nameof(options.Momentum));
        CheckRange(options.Dampening, 1, nameof(options.Dampening));
        CheckRange(options.WeightDecay, double.MaxValue, nameof(options.WeightDecay));
        return !options.Nesterov || (options.Momentum > 0 && options.Dampening == 0)
            ? options
            : throw new ArgumentException(
                $"Nesterov needs momentum above 0 and dampening 0 but got {options.Momentum} and {options.Dampening}.", nameof(options));
    }

    private static void CheckRange(double value, double most, string name)
    {
        if (!(value >= 0 && value <= most))
        {
            throw new ArgumentOutOfRangeException(name, value, $"Expected a value from 0 to {most}.");
        }
    }
}
