namespace Mien.Torch;

/// <summary>
/// A part of a network: parameters that learn, buffers that do not, and child modules, each registered under its checkpoint name where
/// it is built. Fresh modules hold plain values (weights 0, batch-norm scales 1) until <see cref="InitializeParameters"/> or
/// <see cref="LoadStateDict"/>.
/// </summary>
/// <remarks>Moves and conversions change the tensors in place, so that fields and optimizers keep pointing at the same objects.</remarks>
public abstract partial class Module : IDisposable
{
    private readonly List<(string Name, Module Module)> _children = [];
    private readonly List<NamedTensor> _parameters = [];
    private readonly List<NamedTensor> _buffers = [];

    /// <summary>Training mode (the default) or evaluation mode; batch norm and dropout behave differently.</summary>
    public bool Training { get; private set; } = true;

    /// <summary>Sees the output of every <see cref="Forward"/> of this module; default none. For traces; a <see cref="ForwardObserver"/> sees all modules.</summary>
    /// <remarks>The observer must look at once and keep nothing: the next module may work in place.</remarks>
    public Action<Tensor>? OutputObserver { get; set; }

    /// <summary>Puts another tensor in the place of every output of this module, before anybody sees it; default none. For gradients by a layer, which need a leaf there.</summary>
    public Func<Tensor, Tensor>? OutputReplacement { get; set; }

    /// <summary>Computes the module.</summary>
    /// <param name="input">What the module takes; its own documentation gives the shape.</param>
    public Tensor Forward(Tensor input)
    {
        var observer = ForwardObserver.Current;
        observer?.EnterModule(this, input);
        var output = Compute(input);
        output = OutputReplacement?.Invoke(output) ?? output;
        OutputObserver?.Invoke(output);
        observer?.LeaveModule(this, output);
        return output;
    }

    /// <summary>The direct children with their names, in the order of registration.</summary>
    public IEnumerable<(string Name, Module Module)> NamedChildren() => _children;

    /// <summary>This module under the name "" and all modules below it, parents first.</summary>
    public IEnumerable<(string Name, Module Module)> NamedModules() => Walk("");

    /// <summary>All parameters, in PyTorch's order.</summary>
    public IEnumerable<NamedTensor> NamedParameters() =>
        Walk("").SelectMany(item => item.Module._parameters, (item, tensor) => Qualified(item.Name, tensor));

    /// <summary>All buffers, in PyTorch's order.</summary>
    public IEnumerable<NamedTensor> NamedBuffers() =>
        Walk("").SelectMany(item => item.Module._buffers, (item, tensor) => Qualified(item.Name, tensor));

    /// <summary>All parameters and buffers, in the order of PyTorch's state_dict. The tensors are the module's own, not copies.</summary>
    public IEnumerable<NamedTensor> StateDict() =>
        Walk("").SelectMany(item => item.Module._parameters.Concat(item.Module._buffers), (item, tensor) => Qualified(item.Name, tensor));

    /// <summary>Switches this module and all below it to training (true) or evaluation (false).</summary>
    /// <returns>This module.</returns>
    public Module Train(bool training = true)
    {
        foreach (var (_, module) in Walk(""))
        {
            module.Training = training;
        }

        return this;
    }

    /// <summary>Releases the parameters and buffers of this module and all below it.</summary>
    public void Dispose()
    {
        foreach (var (_, tensor) in StateDict())
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What <see cref="Forward"/> does; a module computes its children by their <see cref="Forward"/>.</summary>
    protected abstract Tensor Compute(Tensor input);

    /// <summary>Registers a child under its checkpoint name.</summary>
    /// <returns>The child, for the field.</returns>
    protected T Child<T>(string name, T module)
        where T : Module
    {
        CheckName(name);
        _children.Add((name, module));
        return module;
    }

    /// <summary>Registers a tensor that learns; gradients are recorded for it from now on.</summary>
    /// <returns>The tensor, for the field.</returns>
    protected Tensor Parameter(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        CheckName(name);
        value.RequiresGrad = true;
        _parameters.Add(new(name, value.Keep()));
        return value;
    }

    /// <summary>Registers a tensor that is saved with the weights but does not learn.</summary>
    /// <returns>The tensor, for the field.</returns>
    protected Tensor Buffer(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        CheckName(name);
        _buffers.Add(new(name, value.Keep()));
        return value;
    }

    private static NamedTensor Qualified(string moduleName, NamedTensor tensor) =>
        moduleName.Length == 0 ? tensor : new($"{moduleName}.{tensor.Name}", tensor.Tensor);

    private IEnumerable<(string Name, Module Module)> Walk(string name)
    {
        yield return (name, this);
        foreach (var (childName, child) in _children)
        {
            foreach (var item in child.Walk(name.Length == 0 ? childName : $"{name}.{childName}"))
            {
                yield return item;
            }
        }
    }

    private void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('.', StringComparison.Ordinal)
            || _children.Any(item => item.Name == name) || _parameters.Concat(_buffers).Any(item => item.Name == name))
        {
            throw new ArgumentException($"Expected a name without dots that {GetType().Name} does not use yet but got '{name}'.", nameof(name));
        }
    }
}
