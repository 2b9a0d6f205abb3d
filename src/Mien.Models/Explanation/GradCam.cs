using Mien.Core;
using Mien.Torch;

namespace Mien.Models;

/// <summary>What a map is to explain.</summary>
/// <param name="Output">Index of the network's output.</param>
/// <param name="Sign">1 for what raises the output, -1 for what lowers it.</param>
public readonly record struct GradCamTarget(int Output, int Sign = 1);

/// <summary>
/// Gradient-weighted class activation maps: where in a picture a convolutional network finds what speaks for one of its outputs. The maps of
/// a layer are summed, each weighted by the mean of the output's gradient over it, and what is below 0 is cut off.
/// </summary>
/// <remarks>Selvaraju et al. 2017, arXiv:1610.02391. Not for several threads at once. The network learns no more: its parameters no longer take gradients.</remarks>
public sealed class GradCam
{
    private readonly Module _network;
    private readonly Module _layer;

    /// <summary>Prepares a network.</summary>
    /// <param name="network">In evaluation mode; pictures (N, C, H, W) in, outputs (N, K) out, before any softmax.</param>
    /// <param name="layer">The layer whose maps are weighted, such as <c>layer4</c>; see <see cref="LastMapOf"/>.</param>
    /// <exception cref="ConfigException">There is no such layer.</exception>
    public GradCam(Module network, string layer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(layer);
        var named = network.NamedModules().Where(item => item.Name.Length > 0).ToArray();
        _layer = named.FirstOrDefault(item => item.Name == layer).Module
            ?? throw new ConfigException($"There is no layer '{layer}'{NearMiss.HintOrAll(layer, named.Select(item => item.Name))}");
        (_network, Layer) = (network, layer);
        foreach (var (_, parameter) in network.NamedParameters())
        {
            parameter.RequiresGrad = false;
        }
    }

    /// <summary>The layer whose maps are weighted.</summary>
    public string Layer { get; }

    /// <summary>The last layer that gives maps, before they are pooled: what the maps of a picture are usually made of.</summary>
    /// <param name="network">In evaluation mode.</param>
    /// <param name="picture">Shape (1, C, H, W), of any content.</param>
    /// <exception cref="ConfigException">There is none, as in vision transformers, whose tokens are mixed behind their only maps.</exception>
    public static string LastMapOf(Module network, Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = TensorScope.Begin();
        string? last = null;
        LayerWatch.Run(network, picture, (name, module, output) => last = output.Rank switch
        {
            3 => null, // tokens: what they came from is no map of what is said at the end
            4 when name.Length > 0 && IsMap(output) && module is not AdaptiveAvgPool2d => name,
            _ => last,
        });
        return last ?? throw new ConfigException(
            $"Expected a convolutional network, which has maps before its last pooling, but {network.GetType().Name} at {picture.Size(3)}x{picture.Size(2)} pixels has none. Occlusion needs none: mien explain RUN PICTURE --method occlusion");
    }

    /// <summary>The maps of several outputs of pictures.</summary>
    /// <param name="pictures">Shape (N, C, H, W).</param>
    /// <param name="targets">N: what is explained of each picture.</param>
    /// <returns>A map of each picture in the size of the layer, no value below 0.</returns>
    /// <exception cref="ConfigException">The layer gives no maps.</exception>
    public HeatMap[] Of(Tensor pictures, IReadOnlyList<GradCamTarget> targets)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Count, pictures.Size(0));
        using var scope = TensorScope.Begin();
        var (maps, outputs) = Forward(pictures);
        (outputs * Chosen(outputs, targets)).Sum().Backward();
        var weights = maps.Grad!.Mean([2, 3], keepDimension: true);
        var heat = (maps.Detach() * weights).Sum(1).Relu().To(DType.Float32);
        var (height, width) = ((int)heat.Size(1), (int)heat.Size(2));
        return [.. heat.Contiguous().ToArray<float>().Chunk(height * width).Select(values => new HeatMap(height, width, [.. values]))];
    }

    private static bool IsMap(Tensor output) => output.Size(2) > 1 || output.Size(3) > 1;

    // The maps become a leaf, so that their gradient is kept and nothing before them is computed backwards. What follows gets a copy, as it may work in place.
    private (Tensor Maps, Tensor Outputs) Forward(Tensor pictures)
    {
        Tensor? maps = null;
        _layer.OutputReplacement = output =>
        {
            if (output.Rank != 4)
            {
                throw new ConfigException($"Expected a layer that gives maps (N, C, H, W) but '{Layer}' gives ({string.Join(", ", output.Shape)}).");
            }

            maps = output.Detach().Clone();
            maps.RequiresGrad = true;
            return maps.Clone();
        };
        try
        {
            var outputs = _network.Forward(pictures);
            return (maps ?? throw new ConfigException($"Expected a layer that takes part in predictions but '{Layer}' does not."), outputs);
        }
        finally
        {
            _layer.OutputReplacement = null;
        }
    }

    private static Tensor Chosen(Tensor outputs, IReadOnlyList<GradCamTarget> targets)
    {
        var columns = (int)outputs.Size(1);
        var signs = new float[targets.Count * columns];
        foreach (var (row, target) in targets.Index())
        {
            signs[(row * columns) + target.Output] = target.Sign;
        }

        return Tensor.From(signs, targets.Count, columns).To(outputs.DType).To(outputs.Device);
    }
}
