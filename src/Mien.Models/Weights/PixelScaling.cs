using System.Collections.Immutable;
using Mien.Core;

namespace Mien.Models.Weights;

/// <summary>How the channels of a picture become the numbers that weights were trained with.</summary>
/// <param name="Name">As in a <c>weights:</c> record: imagenet, unit, symmetric or caffe.</param>
/// <param name="Mean">Mean per channel of values in [0, 1], in RGB order.</param>
/// <param name="Deviation">Standard deviation per channel of values in [0, 1], in RGB order.</param>
/// <remarks>A channel value v in 0..255 becomes (v / 255 - mean) / deviation.</remarks>
public sealed record PixelScaling(string Name, ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    /// <summary>Mean and deviation of ImageNet: torchvision's, with one exception.</summary>
    public static PixelScaling ImageNet { get; } = new("imagenet", Preprocessing.ImageNetMean, Preprocessing.ImageNetDeviation);

    /// <summary>[0, 1].</summary>
    public static PixelScaling Unit { get; } = new("unit", [0, 0, 0], [1, 1, 1]);

    /// <summary>[-1, 1]: EfficientNetV2-L of torchvision, and many nets of Keras ("tf" mode).</summary>
    public static PixelScaling Symmetric { get; } = new("symmetric", [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>Blue, green, red in 0..255 less 103.939, 116.779 and 123.68: the ResNets and VGGs of Keras.</summary>
    public static PixelScaling Caffe { get; } = new(
        "caffe", [123.68f / 255, 116.779f / 255, 103.939f / 255], [1f / 255, 1f / 255, 1f / 255]) { IsBgr = true };

    /// <summary>The four by name.</summary>
    public static ImmutableArray<PixelScaling> All { get; } = [ImageNet, Unit, Symmetric, Caffe];

    /// <summary>Whether blue comes first; red, the default, otherwise. Mean and deviation are in RGB order either way.</summary>
    public bool IsBgr { get; init; }

    /// <summary>The scaling of that name.</summary>
    /// <exception cref="ConfigException">There is none.</exception>
    public static PixelScaling Find(string name) => All.FirstOrDefault(scaling => scaling.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ConfigException($"There is no scaling '{name}'{NearMiss.HintOrAll(name, All.Select(scaling => scaling.Name))}");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
