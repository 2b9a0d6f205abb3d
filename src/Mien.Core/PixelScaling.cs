using System.Collections.Immutable;

namespace Mien.Core;

/// <summary>How the channels of a picture become the numbers that a model takes: (v / divisor - mean) / deviation for a value v in 0..255.</summary>
/// <param name="Name">As in recipes and records of weights: imagenet, unit, symmetric, caffe or none; empty for numbers of one's own.</param>
/// <param name="Mean">Mean per channel of v / divisor, in RGB order whatever order the model takes.</param>
/// <param name="Deviation">Standard deviation per channel of v / divisor, in RGB order, above 0.</param>
public sealed record PixelScaling(string Name, ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    /// <summary>Values in [0, 1], less the mean of ImageNet, divided by its deviation: torchvision's, with one exception.</summary>
    public static PixelScaling ImageNet { get; } = new("imagenet", [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>[0, 1].</summary>
    public static PixelScaling Unit { get; } = new("unit", [0, 0, 0], [1, 1, 1]);

    /// <summary>[-1, 1]: EfficientNetV2-L of torchvision, and many nets of Keras ("tf" mode).</summary>
    public static PixelScaling Symmetric { get; } = new("symmetric", [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]);

    /// <summary>Blue, green, red in 0..255 less 103.939, 116.779 and 123.68: the ResNets and VGGs of Keras.</summary>
    public static PixelScaling Caffe { get; } = new("caffe", [123.68f, 116.779f, 103.939f], [1, 1, 1]) { Divisor = 1, IsBgr = true };

    /// <summary>0..255, as in the file: for nets that scale their input themselves.</summary>
    public static PixelScaling None { get; } = new("none", [0, 0, 0], [1, 1, 1]) { Divisor = 1 };

    /// <summary>Those that have a name.</summary>
    public static ImmutableArray<PixelScaling> All { get; } = [ImageNet, Unit, Symmetric, Caffe, None];

    /// <summary>255, the default, where mean and deviation are those of values in [0, 1]; 1 where they are those of 0..255.</summary>
    public float Divisor { get; init; } = 255;

    /// <summary>Whether blue comes first; red, the default, otherwise.</summary>
    public bool IsBgr { get; init; }

    /// <summary>The scaling of that name.</summary>
    /// <exception cref="ConfigException">There is none.</exception>
    public static PixelScaling Find(string name) => All.FirstOrDefault(scaling => scaling.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ConfigException($"There is no scaling '{name}'{NearMiss.HintOrAll(name, All.Select(scaling => scaling.Name))}");

    /// <summary>The same scaling for grey pictures: mean and deviation are the means over the colours, to three places.</summary>
    public PixelScaling ToGrey() => this with { Mean = [Rounded(Mean)], Deviation = [Rounded(Deviation)] };

    /// <inheritdoc/>
    public bool Equals(PixelScaling? other) => other is not null && Name == other.Name && Divisor == other.Divisor && IsBgr == other.IsBgr
        && Mean.SequenceEqual(other.Mean) && Deviation.SequenceEqual(other.Deviation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Mean.Length, Divisor, IsBgr);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static float Rounded(ImmutableArray<float> values) => MathF.Round(values.Average(), 3);
}
