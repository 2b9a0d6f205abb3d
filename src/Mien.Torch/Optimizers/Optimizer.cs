namespace Mien.Torch;

/// <summary>Changes parameters along their gradients. Its state is saved under the parameters' names, so a resumed run goes on exactly.</summary>
public abstract class Optimizer : IDisposable
{
    /// <param name="parameters">The parameters to change, each name once.</param>
    /// <param name="learningRate">Size of a step, not negative.</param>
    protected Optimizer(IEnumerable<NamedTensor> parameters, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = [.. parameters];
        LearningRate = learningRate;
        if (Parameters.Count == 0)
        {
            throw new ArgumentException("Expected at least one parameter to optimize.", nameof(parameters));
        }
    }

    /// <summary>The parameters, in the order given.</summary>
    public IReadOnlyList<NamedTensor> Parameters { get; }

    /// <summary>Size of the next step, finite and not negative; a schedule sets it before each step.</summary>
    public double LearningRate
    {
        get;
        set => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a learning rate that is finite and not negative.");
    }

    /// <summary>Changes every parameter that has a gradient.</summary>
    public abstract void Step();

    /// <summary>The state by names such as "fc.weight.momentum_buffer". The tensors are the optimizer's own, not copies.</summary>
    public abstract IReadOnlyDictionary<string, Tensor> StateDict();

    /// <summary>Takes over copies of a saved state; parameters without an entry start afresh.</summary>
    /// <exception cref="CheckpointException">Lists every name that fits no parameter and every other shape.</exception>
    public abstract void LoadStateDict(IReadOnlyDictionary<string, Tensor> state);

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
        foreach (var tensor in StateDict().Values)
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
