using Mien.Torch;

namespace Mien.Training;

/// <summary>
/// An exponential moving average of a network's weights and batch-norm statistics, which often generalises better than the weights of
/// any one step. Polyak and Juditsky 1992, SIAM J. Control Optim. 30(4); counters are copied.
/// </summary>
public sealed class WeightAverage : IDisposable
{
    private readonly Module _model;
    private readonly double _decay;
    private readonly bool _warmUp;
    private readonly NamedTensor[] _average;

    /// <summary>Begins with the weights as they are.</summary>
    /// <param name="model">The network, where it will stay.</param>
    /// <param name="decay">Part of the average that stays at each step, in (0, 1).</param>
    /// <param name="warmUp">Whether the decay of step t, from 0, is at most (1 + t) / (10 + t).</param>
    public WeightAverage(Module model, double decay, bool warmUp)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(decay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(decay, 1);
        (_model, _decay, _warmUp) = (model, decay, warmUp);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        _average = [.. model.StateDict().Select(item => item with { Tensor = item.Tensor.Clone().Keep() })];
    }

    /// <summary>The averages under the names of the network's own tensors.</summary>
    public IReadOnlyList<NamedTensor> StateDict() => _average;

    /// <summary>Takes in the weights of a step.</summary>
    /// <param name="step">From 0.</param>
    public void Update(long step)
    {
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        var decay = _warmUp ? Math.Min(_decay, (1.0 + step) / (10 + step)) : _decay;
        foreach (var (average, current) in Pairs())
        {
            if (average.DType.IsFloatingPoint())
            {
                average.LerpInPlace(current, 1 - decay);
            }
            else
            {
                average.CopyFrom(current);
            }
        }
    }

    /// <summary>Puts the averages into the network and its weights here, until the result is disposed.</summary>
    public IDisposable Apply()
    {
        Swap();
        return new Return(this);
    }

    /// <summary>Takes averages from a checkpoint.</summary>
    /// <exception cref="CheckpointException">They do not fit the network.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        using var applied = Apply();
        _model.LoadStateDict(state);
    }

    /// <summary>Releases the averages.</summary>
    public void Dispose() => Array.ForEach(_average, item => item.Tensor.Dispose());

    private IEnumerable<(Tensor Average, Tensor Current)> Pairs() => _average.Zip(_model.StateDict(), (average, current) => (average.Tensor, current.Tensor));

    // Values move and tensors stay, because the optimizer holds on to the network's tensors.
    private void Swap()
    {
        using var noGrad = NoGrad.Begin();
        foreach (var (average, current) in Pairs())
        {
            using var scope = TensorScope.Begin();
            var kept = current.Clone();
            current.CopyFrom(average);
            average.CopyFrom(kept);
        }
    }

    private sealed class Return(WeightAverage average) : IDisposable
    {
        public void Dispose() => average.Swap();
    }
}
