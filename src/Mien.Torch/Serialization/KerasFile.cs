using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Mien.Torch.Serialization.Hdf5;

namespace Mien.Torch.Serialization;

/// <summary>
/// An open .h5 file of Keras: weights by layer, in a file of their own or in that of a whole model. They get PyTorch's names and orders:
/// kernels (H, W, I, O) become (O, I, H, W), those of depthwise convolutions (H, W, C, M) become (C M, 1, H, W), dense ones (I, O) become
/// (O, I); gamma, beta, moving_mean and moving_variance become weight, bias, running_mean and running_var.
/// </summary>
/// <remarks>Nothing in such a file is run: what a whole model says of its layers is not read.</remarks>
public sealed class KerasFile : ITensorFile
{
    private const string LayerNames = "layer_names", WeightNames = "weight_names", WholeModel = "model_weights";
    private const int MostParts = 1000;

    private static readonly Dictionary<string, string> PyTorchNames = new()
    {
        ["kernel"] = "weight", ["depthwise_kernel"] = "weight", ["gamma"] = "weight", ["beta"] = "bias", ["moving_mean"] = "running_mean", ["moving_variance"] = "running_var",
    };

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, (string Kind, Hdf5Array Array)> _weights = [];
    private MappedFile? _mapped;

    private KerasFile(string path, SafeFileHandle file)
    {
        (_path, _file) = (path, file);
        var hdf5 = new Hdf5File(file);
        var root = hdf5.Root();
        var model = root.Find(WholeModel) ?? root;
        LayerCount = AddLayers(model, Texts(model, LayerNames) ?? throw new Hdf5Exception(
            "it does not list layers; expected weights as Keras' save_weights or save writes them into .h5 (those of Keras 3 that end in .weights.h5 are another format: save them with model.save('file.h5'))"));
        var bytes = _weights.Values.Aggregate((Int128)0, (sum, weight) => sum + weight.Array.Bytes);
        if (bytes > hdf5.Length)
        {
            throw new Hdf5Exception($"its arrays need {bytes} bytes but the whole file has {hdf5.Length}");
        }
    }

    /// <summary>The weights by "layer.weight", in the order of the file.</summary>
    public ImmutableArray<string> Names => [.. _weights.Keys];

    /// <summary>Layers that the file lists, with weights or without.</summary>
    public int LayerCount { get; }

    /// <summary>Opens a file and checks all of it but the arrays' elements.</summary>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged, or not as Keras writes it; the message names the file and what is wrong. No content, however made, has
    /// another outcome.
    /// </exception>
    public static KerasFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return WeightsHandle.Open(path, file => new KerasFile(path, file), (problem, e) => Error(path, problem, e));
    }

    /// <summary>Whether a file that begins so is one of HDF5.</summary>
    public static bool Accepts(ReadOnlySpan<byte> start) => Hdf5File.Accepts(start);

    /// <inheritdoc/>
    public (ImmutableArray<long> Shape, DType DType) Describe(string name)
    {
        var (kind, array) = Find(name);
        return (ShapeOf(kind, array.Shape), array.DType);
    }

    /// <inheritdoc/>
    /// <remarks>Kernels are copies, because their order changes.</remarks>
    public Tensor Map(string name)
    {
        var (kind, array) = Find(name);
        _mapped ??= MappedFile.Open(_file, (problem, e) => Error(_path, problem, e));
        var tensor = _mapped.View(array.Address, array.Address, array.Count, array.DType, array.Shape);
        return Order(kind, array.Shape.Length) is { } order ? tensor.Permute(order).Contiguous().Reshape([.. ShapeOf(kind, array.Shape)]) : tensor;
    }

    /// <summary>Closes the file; tensors that were mapped stay.</summary>
    public void Dispose()
    {
        _mapped?.Dispose();
        _file.Dispose();
    }

    private int AddLayers(Hdf5Object model, IReadOnlyList<string> layers)
    {
        foreach (var layer in layers)
        {
            var group = model.Find(layer) ?? throw new Hdf5Exception($"it lists the layer '{layer}', which it does not have");
            foreach (var weight in Texts(group, WeightNames) ?? [])
            {
                var kind = weight[(weight.LastIndexOf('/') + 1)..].Split(':')[0];
                var array = (group.Find(weight) ?? throw new Hdf5Exception($"layer '{layer}' lists '{weight}', which it does not have")).Array(weight);
                if (!_weights.TryAdd($"{layer}.{PyTorchNames.GetValueOrDefault(kind, kind)}", (kind, array)))
                {
                    throw new Hdf5Exception($"layer '{layer}' has two weights for '{kind}'");
                }
            }
        }

        return layers.Count;
    }

    // Lists that are too long for one attribute are in several, with numbers behind the name.
    private static IReadOnlyList<string>? Texts(Hdf5Object group, string attribute)
    {
        if (group.Texts(attribute) is { } whole)
        {
            return whole;
        }

        List<string> texts = [];
        for (var i = 0; i < MostParts && group.Texts($"{attribute}{i}") is { } part; i++)
        {
            texts.AddRange(part);
        }

        return texts.Count > 0 ? texts : null;
    }

    private static long[]? Order(string kind, int rank) => (kind, rank) switch
    {
        ("kernel", 4) => [3, 2, 0, 1],
        ("kernel", 2) => [1, 0],
        ("depthwise_kernel", 4) => [2, 3, 0, 1],
        _ => null,
    };

    private static ImmutableArray<long> ShapeOf(string kind, ImmutableArray<long> shape) =>
        kind == "depthwise_kernel" && shape.Length == 4 ? [shape[2] * shape[3], 1, shape[0], shape[1]]
        : Order(kind, shape.Length) is { } order ? [.. order.Select(dimension => shape[(int)dimension])]
        : shape;

    private (string Kind, Hdf5Array Array) Find(string name) => _weights.TryGetValue(name, out var weight) ? weight : throw Error(_path, $"it has no weight '{name}'");

    private static CheckpointException Error(string path, string problem, Exception? inner = null) =>
        new($"Cannot read '{path}' as weights of Keras: {problem}.", inner);
}
