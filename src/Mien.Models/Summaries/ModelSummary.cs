using System.Collections.Immutable;
using Mien.Torch;

namespace Mien.Models.Summaries;

/// <summary>A net layer by layer, found by a forward pass of one picture that computes shapes alone: no time and no memory, however large.</summary>
public sealed record ModelSummary
{
    private const int BytesPerElement = sizeof(float);

    /// <summary>Registry name.</summary>
    public required string Model { get; init; }

    /// <summary>Shape of the picture, (1, C, H, W).</summary>
    public required ImmutableArray<long> InputShape { get; init; }

    /// <summary>Shape of the result.</summary>
    public required ImmutableArray<long> OutputShape { get; init; }

    /// <summary>The layers in the order of the weights.</summary>
    public required ImmutableArray<LayerSummary> Layers { get; init; }

    /// <summary>Elements that learn.</summary>
    public long TrainableCount => Layers.Sum(layer => layer.TrainableCount);

    /// <summary>Elements that do not: the running moments of batch norms.</summary>
    public long NonTrainableCount => Layers.Sum(layer => layer.BufferCount);

    /// <summary>Products that are summed up in a forward pass of one picture: those of convolutions, linear layers and attention.</summary>
    /// <remarks>What torchvision lists as GFLOPS, in units of one. Norms, activations and sums count nothing.</remarks>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Size of all elements in float32, in units of 10^6 bytes.</summary>
    public double Megabytes => (TrainableCount + NonTrainableCount) * BytesPerElement / 1e6;

    /// <summary>Summarises an architecture.</summary>
    /// <param name="info">The architecture.</param>
    /// <param name="options">Classes, channels, size of the picture and whatever else the net shall have.</param>
    /// <exception cref="Core.MienException">The net does not take pictures of that size.</exception>
    public static ModelSummary Of(ModelInfo info, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = TensorScope.Begin();
        using var noGrad = NoGrad.Begin();
        using var shapes = ShapesOnly.Begin();
        using var module = info.Build(options).Train(false);
        var size = options.InputPx ?? info.DefaultInputPx;
        var input = Tensor.Empty([1, options.InputChannels, size, size]);
        var observer = new LayerObserver();
        Tensor output;
        using (ForwardObserver.Begin(observer))
        {
            output = module.Forward(input);
        }

        return new()
        {
            Model = info.Name, InputShape = input.Shape, OutputShape = output.Shape,
            Layers = [.. module.NamedModules().Where(item => IsLayer(item.Module, observer)).Select(item => Describe(item.Name, item.Module, observer))],
        };
    }

    private static bool IsLayer(Module module, LayerObserver observer) =>
        !module.NamedChildren().Any() || OwnTensors(module).Any() || observer.MultiplyAddsOf(module) > 0;

    private static LayerSummary Describe(string name, Module module, LayerObserver observer) => new()
    {
        Name = name,
        Type = module.GetType().Name,
        OutputShape = observer.OutputShapeOf(module),
        TrainableCount = OwnTensors(module).Where(tensor => tensor.RequiresGrad).Sum(tensor => tensor.Count),
        BufferCount = OwnTensors(module).Where(tensor => !tensor.RequiresGrad && tensor.DType.IsFloatingPoint()).Sum(tensor => tensor.Count),
        MultiplyAdds = observer.MultiplyAddsOf(module),
    };

    private static IEnumerable<Tensor> OwnTensors(Module module) =>
        module.StateDict().Where(item => !item.Name.Contains('.', StringComparison.Ordinal)).Select(item => item.Tensor);
}
