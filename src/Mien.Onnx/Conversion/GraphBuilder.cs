using Mien.Onnx.Format;
using Mien.Torch;

namespace Mien.Onnx.Conversion;

/// <summary>Collects nodes and constants while a network computes, and knows which tensor has which name in the graph.</summary>
/// <param name="weights">The tensors of the network and their names.</param>
/// <param name="batchSize">Pictures of the trace.</param>
internal sealed class GraphBuilder(IReadOnlyDictionary<Tensor, string> weights, long batchSize)
{
    public const string InputName = "input";

    private readonly Dictionary<Tensor, string> _values = [];
    private readonly HashSet<Tensor> _stale = [];
    private readonly Dictionary<string, OnnxConstant> _constants = [];
    private readonly Dictionary<string, int> _nameCounts = [];

    /// <summary>Pictures of the trace: a size equal to it in front of a tensor stands for any number of pictures.</summary>
    public long BatchSize => batchSize;

    public List<OnnxNode> Nodes { get; } = [];

    public IEnumerable<OnnxConstant> Constants => _constants.Values;

    /// <summary>Path of the module that computes now.</summary>
    public string Place { get; set; } = "";

    /// <summary>Whether a tensor follows from the pictures; others are constants.</summary>
    public bool IsComputed(Tensor tensor) => _values.ContainsKey(tensor);

    /// <summary>Gives a tensor the name of the value that it has from now on.</summary>
    public void Bind(Tensor tensor, string value) => _values[tensor] = value;

    /// <summary>Notes that a tensor was changed in place: others over the same memory no longer have the values that they were recorded with.</summary>
    public void Overwrite(Tensor tensor)
    {
        _stale.UnionWith(_values.Keys.Where(other => other != tensor && !other.IsDisposed && other.SharesMemoryWith(tensor)));
        _stale.Remove(tensor);
    }

    /// <summary>Name of a tensor's value; one that does not follow from the pictures becomes a constant.</summary>
    public string Value(Tensor tensor)
    {
        if (_stale.Contains(tensor))
        {
            throw new OnnxExportException($"Expected a tensor as it was computed but in '{Place}' one is used whose memory was changed in place through another.");
        }

        return _values.TryGetValue(tensor, out var name) ? name
            : weights.TryGetValue(tensor, out var weight) ? Use(OnnxConstant.Weight(weight, tensor))
            : Constant("constant", tensor);
    }

    /// <summary>A matrix of the network, transposed for good.</summary>
    public string TransposedWeight(Tensor matrix) => weights.TryGetValue(matrix, out var name)
        ? Use(OnnxConstant.Transposed($"{name}/transposed", matrix))
        : Add("Transpose", [Value(matrix)], ("perm", [1, 0]));

    /// <summary>Numbers that a node takes as an input.</summary>
    public string Constant(string purpose, params long[] values) => Use(OnnxConstant.Of(Unique($"{Place}/{purpose}"), values, values.Length));

    /// <summary>A whole number without dimensions.</summary>
    public string Index(long value) => Use(OnnxConstant.Of(Unique($"{Place}/index"), [value]));

    /// <summary>A real number without dimensions.</summary>
    public string Scalar(string purpose, double value) => Use(OnnxConstant.Of(Unique($"{Place}/{purpose}"), [(float)value]));

    /// <summary>A matrix of real numbers.</summary>
    public string Matrix(string purpose, float[] values, long rows, long columns) =>
        Use(OnnxConstant.Of(Unique($"{Place}/{purpose}"), values, rows, columns));

    /// <summary>Adds a node.</summary>
    /// <returns>The name of its output.</returns>
    public string Add(string type, IEnumerable<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        var name = Unique(Place.Length == 0 ? type : $"{Place}/{type}");
        Nodes.Add(new(type, name, [.. inputs], [.. attributes]));
        return name;
    }

    // Computed outside the network's operators, so its values are taken now: the tensor may be gone when the file is written.
    private string Constant(string purpose, Tensor tensor)
    {
        using var scope = TensorScope.Begin();
        var name = Unique($"{Place}/{purpose}");
        long[] shape = [.. tensor.Shape];
        return Use(tensor.DType == DType.Int64
            ? OnnxConstant.Of(name, tensor.ToArray<long>(), shape)
            : OnnxConstant.Of(name, tensor.To(DType.Float32).ToArray<float>(), shape));
    }

    private string Use(OnnxConstant constant)
    {
        _constants.TryAdd(constant.Name, constant);
        return constant.Name;
    }

    private string Unique(string name)
    {
        var count = _nameCounts[name] = _nameCounts.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}_{count}";
    }
}
