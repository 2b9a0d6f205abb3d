using System.Collections.Immutable;
using Mien.Core;
using Mien.Torch;

namespace Mien.Models;

/// <summary>What a layer makes of a picture.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Kind">Its type, such as <c>Conv2d</c>.</param>
/// <param name="ChannelCount">How many maps it gives.</param>
/// <param name="Maps">The first of them.</param>
public sealed record FeatureMaps(string Layer, string Kind, int ChannelCount, ImmutableArray<HeatMap> Maps)
{
    /// <summary>The maps of every layer that gives some, in the order in which they are computed.</summary>
    /// <param name="network">In evaluation mode.</param>
    /// <param name="picture">Shape (1, C, H, W).</param>
    /// <param name="most">Maps of each layer, at least 1.</param>
    /// <param name="layer">That layer alone, with those inside it; null for all.</param>
    /// <exception cref="ConfigException">There is no such layer, or it gives no maps.</exception>
    public static ImmutableArray<FeatureMaps> Of(Module network, Tensor picture, int most = 16, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        using var scope = TensorScope.Begin();
        var all = ImmutableArray.CreateBuilder<FeatureMaps>();
        Tensor? before = null;
        LayerWatch.Run(network, picture, (name, module, output) =>
        {
            // A group of layers that only passes on what its last one gave is left out.
            var isNew = !ReferenceEquals(output, before) || !module.NamedChildren().Any();
            before = output;
            if (isNew && output.Rank == 4 && (output.Size(2) > 1 || output.Size(3) > 1) && IsAsked(name, layer))
            {
                all.Add(Copy(name, module, output, most));
            }
        });
        return all.Count > 0 ? all.ToImmutable() : throw new ConfigException(layer is null
            ? $"Expected a network with maps but {network.GetType().Name} has none at this size."
            : $"Expected a layer with maps but got '{layer}'{NearMiss.HintOrAll(layer, network.NamedModules().Select(item => item.Name).Where(name => name.Length > 0))}");
    }

    private static bool IsAsked(string name, string? layer) => layer is null || name == layer || name.StartsWith(layer + ".", StringComparison.Ordinal);

    private static FeatureMaps Copy(string name, Module module, Tensor output, int most)
    {
        var (channels, height, width) = ((int)output.Size(1), (int)output.Size(2), (int)output.Size(3));
        var first = output.Narrow(1, 0, Math.Min(most, channels)).To(DType.Float32).Contiguous().ToArray<float>();
        return new(name, module.GetType().Name, channels, [.. first.Chunk(height * width).Select(values => new HeatMap(height, width, [.. values]))]);
    }
}
