using System.Collections.Immutable;

namespace Mien.Torch;

// Moving, converting and loading the tensors of a module, all in place.
public abstract partial class Module
{
    // Counts batches for a cumulative average that nobody uses by default; files older than PyTorch 0.4.1 lack it.
    private const string BatchCounter = "num_batches_tracked";

    /// <summary>Moves all parameters, their gradients, and buffers to a device, in place.</summary>
    /// <returns>This module.</returns>
    public Module To(Device device) => Apply(tensor => tensor.To(device));

    /// <summary>Converts all floating-point parameters, their gradients, and buffers, in place; whole numbers stay.</summary>
    /// <returns>This module.</returns>
    /// <exception cref="ArgumentException">The type is not floating-point.</exception>
    public Module To(DType dtype) => dtype.IsFloatingPoint()
        ? Apply(tensor => tensor.DType.IsFloatingPoint() ? tensor.To(dtype) : tensor.Share())
        : throw new ArgumentException($"Expected a floating-point type but got {dtype}.", nameof(dtype));

    /// <summary>Rearranges all four-dimensional parameters and their gradients in memory, in place; values and shapes stay.</summary>
    /// <returns>This module.</returns>
    public Module To(MemoryFormat format) => Apply(tensor => tensor.Rank == 4 ? tensor.Contiguous(format) : tensor.Share());

    /// <summary>
    /// Copies weights into this module, converting type, device and layout to the module's; tensors that have no memory
    /// (<see cref="ShapesOnly"/>) share that of the weights. Nothing is changed unless everything fits. A missing "num_batches_tracked"
    /// counts as 0.
    /// </summary>
    /// <param name="state">Weights by their names in <see cref="StateDict"/>.</param>
    /// <param name="strict">Whether missing and unexpected names are errors (default). Other shapes always are.</param>
    /// <param name="exempt">Names that may be missing all the same; default none.</param>
    /// <exception cref="CheckpointException">Lists every missing, unexpected and misshapen name.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state, bool strict = true, IReadOnlySet<string>? exempt = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var scope = TensorScope.Begin();
        NamedTensor[] own = [.. StateDict()];
        CheckFit(own, state, strict, exempt ?? ImmutableHashSet<string>.Empty);
        foreach (var (name, tensor) in own)
        {
            var value = state.GetValueOrDefault(name) ?? (IsBatchCounter(name) ? Tensor.Zeros([], DType.Int64) : null);
            if (value is not null && tensor.Device.IsMeta)
            {
                tensor.Adopt(value);
            }
            else if (value is not null)
            {
                tensor.CopyFrom(value);
            }
        }
    }

    private static void CheckFit(NamedTensor[] own, IReadOnlyDictionary<string, Tensor> state, bool strict, IReadOnlySet<string> exempt)
    {
        var names = own.Select(item => item.Name).ToHashSet();
        var shared = own.Where(item => state.ContainsKey(item.Name))
            .Select(item => new ShapeMismatch(item.Name, item.Tensor.Shape, state[item.Name].Shape));
        var missing = own.Select(item => item.Name).Where(name => !state.ContainsKey(name) && !IsBatchCounter(name) && !exempt.Contains(name));
        CheckpointException problems = new(
            strict ? [.. missing] : [],
            strict ? [.. state.Keys.Where(name => !names.Contains(name))] : [],
            [.. shared.Where(item => !item.Expected.SequenceEqual(item.Actual))]);
        if (problems.HasAny)
        {
            throw problems;
        }
    }

    private static bool IsBatchCounter(string name) => name == BatchCounter || name.EndsWith("." + BatchCounter, StringComparison.Ordinal);

    private Module Apply(Func<Tensor, Tensor> convert)
    {
        using var noGrad = NoGrad.Begin();
        foreach (var (_, tensor) in StateDict())
        {
            // The gradient must leave before the data changes type, and comes back converted.
            using var gradient = tensor.Grad;
            tensor.Grad = null;
            using var data = convert(tensor);
            tensor.SetData(data);
            if (gradient is not null)
            {
                using var converted = convert(gradient);
                tensor.Grad = converted;
            }
        }

        return this;
    }
}
