namespace Mien.Torch;

/// <summary>Changes parameters along their gradients. Its state is saved under the parameters' names, so a resumed run goes on exactly.</summary>
public abstract class Optimizer : IDisposable
{
    private const string StepName = "step";

    private readonly GroupState[] _groups;

    /// <param name="groups">The parameters to change, each name once.</param>
    /// <exception cref="ArgumentException">There is no parameter, or one is in two groups.</exception>
    protected Optimizer(IEnumerable<ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        Groups = [.. groups.Where(group => group.Parameters.Count > 0)];
        Parameters = [.. Groups.SelectMany(group => group.Parameters)];
        _groups = [.. Groups.Select(group => new GroupState(group))];
        if (Parameters.Count == 0)
        {
            throw new ArgumentException("Expected at least one parameter to optimize.", nameof(groups));
        }

        if (Parameters.CountBy(parameter => parameter.Name).FirstOrDefault(item => item.Value > 1) is { Key: { } twice })
        {
            throw new ArgumentException($"Expected every parameter in one group but '{twice}' is in two.", nameof(groups));
        }
    }

    /// <summary>The groups that have parameters.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>The parameters of all groups, in the order given.</summary>
    public IReadOnlyList<NamedTensor> Parameters { get; }

    /// <summary>Size of the next step of the first group; setting it sets that of all groups.</summary>
    public double LearningRate
    {
        get => Groups[0].LearningRate;
        set
        {
            foreach (var group in Groups)
            {
                group.LearningRate = value;
            }
        }
    }

    /// <summary>The names of what is kept per parameter, at most three, each of the parameter's shape.</summary>
    private protected abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Whether the number of steps of a parameter is counted and saved; where it is not, all that matters is whether the first state exists.</summary>
    private protected virtual bool CountsSteps => true;

    /// <summary>Changes every parameter that has a gradient.</summary>
    public void Step()
    {
        foreach (var group in _groups)
        {
            group.Collect(this);
            while (group.NextBucket() is { } stepsBefore)
            {
                Update(group.Group, group.Values, group.States, stepsBefore);
            }
        }
    }

    /// <summary>The state by names such as "fc.weight.momentum_buffer" and, where steps count, "fc.weight.step" (Int64). All but the latter are the optimizer's own tensors, not copies.</summary>
    public IReadOnlyDictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> state = [];
        foreach (var slot in _groups.SelectMany(group => group.Slots))
        {
            foreach (var (index, tensor) in slot.States.Index().Where(item => item.Item is not null))
            {
                state[$"{slot.Name}.{StateNames[index]}"] = tensor!;
            }

            if (CountsSteps && slot.StepCount > 0)
            {
                state[$"{slot.Name}.{StepName}"] = Tensor.From([slot.StepCount]);
            }
        }

        return state;
    }

    /// <summary>Takes over copies of a saved state; parameters without an entry start afresh.</summary>
    /// <exception cref="CheckpointException">Lists every name that fits no parameter and every other shape.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        CheckNames(state);
        foreach (var slot in _groups.SelectMany(group => group.Slots))
        {
            slot.Clear();
            for (var index = 0; index < StateNames.Count; index++)
            {
                if (state.TryGetValue($"{slot.Name}.{StateNames[index]}", out var saved))
                {
                    slot.Create(index).CopyFrom(saved);
                    slot.StepCount = 1;
                }
            }

            if (state.TryGetValue($"{slot.Name}.{StepName}", out var steps))
            {
                slot.StepCount = steps.ToArray<long>()[0];
            }
        }
    }

    /// <summary>Removes the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach (var (_, parameter) in Parameters)
        {
            parameter.Grad = null;
        }
    }

    /// <summary>Releases the state, not the parameters.</summary>
    public void Dispose()
    {
        foreach (var slot in _groups.SelectMany(group => group.Slots))
        {
            slot.Clear();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Whether a group keeps the state of an index of <see cref="StateNames"/>.</summary>
    private protected abstract bool Keeps(ParameterGroup group, int state);

    /// <summary>Changes parameters that have the same <paramref name="stepsBefore"/>.</summary>
    /// <param name="group">Their group.</param>
    /// <param name="values">The parameters.</param>
    /// <param name="states">For each of <see cref="StateNames"/> a tensor per parameter, or none when the group does not keep it.</param>
    /// <param name="stepsBefore">How often they were changed before; without <see cref="CountsSteps"/> 0 until the first state exists, then 1.</param>
    private protected abstract void Update(ParameterGroup group, IReadOnlyList<Tensor> values, IReadOnlyList<Tensor>[] states, long stepsBefore);

    private void CheckNames(IReadOnlyDictionary<string, Tensor> state)
    {
        var shapes = Parameters
            .SelectMany(item => StateNames.Select(name => (Name: $"{item.Name}.{name}", item.Tensor.Shape))
                .Concat(CountsSteps ? [($"{item.Name}.{StepName}", [1])] : []))
            .ToDictionary(item => item.Name, item => item.Shape);
        CheckpointException problems = new(
            missing: [],
            unexpected: [.. state.Keys.Where(name => !shapes.ContainsKey(name))],
            misshapen: [.. state.Where(item => shapes.TryGetValue(item.Key, out var shape) && !shape.SequenceEqual(item.Value.Shape))
                .Select(item => new ShapeMismatch(item.Key, shapes[item.Key], item.Value.Shape))]);
        if (problems.HasAny)
        {
            throw problems;
        }
    }

    /// <summary>One parameter and what is kept for it.</summary>
    private sealed class Slot(NamedTensor parameter)
    {
        public string Name => parameter.Name;

        public Tensor Value => parameter.Tensor;

        public Tensor?[] States { get; } = new Tensor?[3];

        public long StepCount { get; set; }

        public Tensor Create(int state) => States[state] = Value.ZerosLike().Keep();

        public void Clear()
        {
            foreach (var state in States)
            {
                state?.Dispose();
            }

            States.AsSpan().Clear();
            StepCount = 0;
        }
    }

    /// <summary>A group with the lists of its next call, which are kept so that a step allocates nothing per parameter.</summary>
    private sealed class GroupState(ParameterGroup group)
    {
        private readonly List<Slot> _pending = [];
        private readonly List<Tensor> _values = [];
        private readonly List<Tensor>[] _states = [[], [], []];
        private Optimizer? _owner;

        public ParameterGroup Group { get; } = group;

        public Slot[] Slots { get; } = [.. group.Parameters.Select(parameter => new Slot(parameter))];

        public IReadOnlyList<Tensor> Values => _values;

        public IReadOnlyList<Tensor>[] States => _states;

        /// <summary>Finds the parameters that have gradients.</summary>
        public void Collect(Optimizer owner)
        {
            _owner = owner;
            _pending.Clear();
            foreach (var slot in Slots)
            {
                if (slot.Value.HasGrad)
                {
                    _pending.Add(slot);
                }
            }
        }

        /// <summary>Puts those that were stepped equally often into the lists; usually these are all. Null when none is left.</summary>
        public long? NextBucket()
        {
            if (_pending.Count == 0)
            {
                return null;
            }

            var steps = _pending[0].StepCount;
            _values.Clear();
            Array.ForEach(_states, list => list.Clear());
            var left = 0;
            for (var i = 0; i < _pending.Count; i++)
            {
                if (_pending[i].StepCount == steps)
                {
                    Add(_pending[i]);
                }
                else
                {
                    _pending[left++] = _pending[i];
                }
            }

            _pending.RemoveRange(left, _pending.Count - left);
            return steps;
        }

        private void Add(Slot slot)
        {
            _values.Add(slot.Value);
            for (var state = 0; state < _owner!.StateNames.Count; state++)
            {
                if (_owner.Keeps(Group, state))
                {
                    _states[state].Add(slot.States[state] ?? slot.Create(state));
                }
            }

            slot.StepCount = _owner.CountsSteps ? slot.StepCount + 1 : slot.States[0] is null ? 0 : 1;
        }
    }
}
